#!/usr/bin/env bash
# Puts what Cascada stands on into an empty cluster: Kubeflow Pipelines, KServe without Knative, Prometheus.
# Needs kubectl and helm; can be repeated.
set -euo pipefail
: "${KFP:=2.17.0}" "${KSERVE:=v0.20.0}" "${CERT_MANAGER:=v1.17.0}" "${PROMETHEUS:=83.4.0}"
kfp=github.com/kubeflow/pipelines/manifests/kustomize

kubectl apply -k "$kfp/cluster-scoped-resources?ref=$KFP"
kubectl wait --for condition=established --timeout 60s crd/applications.app.k8s.io
kubectl apply -k "$kfp/env/platform-agnostic?ref=$KFP"

chart() { helm upgrade --install "$1" "oci://$2" --version "$3" --namespace "$4" --create-namespace --wait "${@:5}"; }
chart cert-manager quay.io/jetstack/charts/cert-manager "$CERT_MANAGER" cert-manager --set crds.enabled=true
chart kserve-crd ghcr.io/kserve/charts/kserve-crd "$KSERVE" kserve
chart kserve ghcr.io/kserve/charts/kserve-resources "$KSERVE" kserve \
	--set kserve.controller.deploymentMode=Standard \
	--set kserve.controller.gateway.disableIngressCreation=true
chart prometheus ghcr.io/prometheus-community/charts/kube-prometheus-stack "$PROMETHEUS" monitoring \
	--set prometheus.prometheusSpec.serviceMonitorSelectorNilUsesHelmValues=false

kubectl apply -k "$(dirname "$0")/namespace"
kubectl --namespace kubeflow wait --for condition=available --timeout 15m deployment/ml-pipeline
