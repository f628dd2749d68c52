#!/bin/bash
# The cluster of the article by plain docker-machine commands, one after the other: a key-value store, a swarm manager
# and two nodes on the virtualbox driver. What a person may have run before they met this extension.
#   cluster.sh up | check | down       (MIRROR: the registry mirror, by default the lab's)
set -euo pipefail
MIRROR=${MIRROR:-${LAB_REGISTRY:?eval \"\$(virtualbox/prepare)\" first}}
mirror=--engine-opt=registry-mirror=$MIRROR

up() {
  docker-machine create -d virtualbox "$mirror" kvstore
  # shellcheck disable=SC2046 # config prints several words
  docker $(docker-machine config kvstore) run -d -p 8500:8500 hashicorp/consul:1.20.6 agent -server -bootstrap-expect=1 -client=0.0.0.0
  local store; store=consul://$(docker-machine ip kvstore):8500
  local member=(--swarm --swarm-discovery="$store" --engine-opt="cluster-store=$store" --engine-opt=cluster-advertise=eth1:2376 "$mirror")
  docker-machine create -d virtualbox --swarm-master "${member[@]}" swarm-manager
  docker-machine create -d virtualbox "${member[@]}" swarm-node1
  docker-machine create -d virtualbox "${member[@]}" swarm-node2
}

check() { # three healthy nodes, and containers of two of them that reach each other by name
  eval "$(SHELL=bash docker-machine env --swarm swarm-manager)"
  local t
  for t in $(seq 180); do [ "$(docker info 2>/dev/null | grep -c 'Status: Healthy')" != 3 ] || break; sleep 0.5; done
  docker info
  docker network create -d overlay my-net
  docker run -d --name c1 --net my-net -e constraint:node==swarm-node1 busybox sleep 86400
  docker run -d --name c2 --net my-net -e constraint:node==swarm-node2 busybox sleep 86400
  docker exec c1 ping -c 3 c2
  docker exec c2 ping -c 3 c1
}

down() {
  local m; for m in kvstore swarm-manager swarm-node1 swarm-node2; do docker-machine rm -y "$m"; done
}

case ${1:-} in up|check|down) "$1" ;; *) echo "usage: cluster.sh up|check|down" >&2; exit 2 ;; esac
