#!/usr/bin/env bash
# Makes a GKE cluster with the two pools that pipeline/settings/kubeflow.yaml names: one of CPUs, one of GPUs that
# has no machine, and costs nothing, while no run wants one; and a place for images.
#
#   PROJECT=my-project ZONE=europe-west4-a kubeflow/manifests/overlays/gke-gpu/cluster.sh
set -euo pipefail
: "${PROJECT:?the Google Cloud project}" "${ZONE:?such as europe-west4-a}"
: "${CLUSTER:=cascada}" "${GPU:=nvidia-l4}" "${MACHINE:=g2-standard-8}" "${GPUS:=4}"
here=(--project "$PROJECT" --zone "$ZONE")

# Dataplane V2 enforces network policies; the Filestore driver gives the volume that many nodes write to.
gcloud container clusters create "$CLUSTER" "${here[@]}" --release-channel rapid \
	--enable-dataplane-v2 --addons GcpFilestoreCsiDriver --enable-shielded-nodes \
	--workload-pool "$PROJECT.svc.id.goog" \
	--machine-type e2-standard-8 --num-nodes 1 --enable-autoscaling --min-nodes 1 --max-nodes 4 \
	--node-labels cascada.pool=cpu

gcloud container node-pools create gpu --cluster "$CLUSTER" "${here[@]}" \
	--machine-type "$MACHINE" --accelerator "type=$GPU,count=1,gpu-driver-version=latest" --spot \
	--num-nodes 0 --enable-autoscaling --min-nodes 0 --max-nodes "$GPUS" \
	--node-labels cascada.pool=gpu \
	--node-taints nvidia.com/gpu=present:NoSchedule,cloud.google.com/gke-spot=true:NoSchedule

gcloud artifacts repositories create cascada --project "$PROJECT" --location "${ZONE%-*}" --repository-format docker
gcloud container clusters get-credentials "$CLUSTER" "${here[@]}"
