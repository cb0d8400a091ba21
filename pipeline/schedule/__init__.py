"""The same run again and again: on this machine by a service or by systemd, on a cluster by Kubeflow."""
