module docker-overlay.test/lab/swarm

go 1.25.0

tool github.com/docker/swarm

require (
	github.com/coreos/etcd v3.3.18+incompatible
	github.com/docker/distribution v0.0.0-20170213194809-b38e5838b7b2
	github.com/docker/docker v1.4.2-0.20170731201938-4f3616fb1c11
	github.com/docker/go-connections v0.3.0
	github.com/docker/go-events v0.0.0-20170721190031-9461782956ad
	github.com/docker/go-units v0.2.1-0.20151230175859-0bbddae09c5a
	github.com/docker/leadership v0.1.0
	github.com/docker/libkv v0.2.1
	github.com/docker/libtrust v0.0.0-20150526203908-9cbd2a1374f4
	github.com/docker/swarm v1.2.9
	github.com/docker/swarmkit v1.12.1-0.20170818183140-ddb4539f883b
	github.com/gorilla/context v1.1.1
	github.com/gorilla/mux v0.0.0-20151231161908-26a6070f8499
	github.com/hashicorp/consul/api v1.4.0
	github.com/opencontainers/go-digest v0.0.0-20170106003457-a6d0ee40d420
	github.com/opencontainers/image-spec v1.0.0
	github.com/pkg/errors v0.8.1
	github.com/samuel/go-zookeeper v0.0.0-20161028232340-1d7be4effb13
	github.com/sirupsen/logrus v1.0.6
	github.com/skarademir/naturalsort v0.0.0-20150715044055-69a5d87bef62
	github.com/urfave/cli v1.11.1
	golang.org/x/net v0.47.0
	golang.org/x/sys v0.38.0
)

require (
	github.com/armon/go-metrics v0.0.0-20180917152333-f0300d1749da // indirect
	github.com/coreos/go-semver v0.3.1 // indirect
	github.com/fatih/color v1.9.0 // indirect
	github.com/gogo/protobuf v1.3.2 // indirect
	github.com/hashicorp/go-cleanhttp v0.5.1 // indirect
	github.com/hashicorp/go-hclog v0.12.0 // indirect
	github.com/hashicorp/go-immutable-radix v1.0.0 // indirect
	github.com/hashicorp/go-rootcerts v1.0.2 // indirect
	github.com/hashicorp/golang-lru v0.5.0 // indirect
	github.com/hashicorp/serf v0.8.2 // indirect
	github.com/json-iterator/go v1.1.12 // indirect
	github.com/mattn/go-colorable v0.1.4 // indirect
	github.com/mattn/go-isatty v0.0.12 // indirect
	github.com/mitchellh/mapstructure v1.1.2 // indirect
	github.com/modern-go/concurrent v0.0.0-20180228061459-e0a39a4cb421 // indirect
	github.com/modern-go/reflect2 v1.0.2 // indirect
	golang.org/x/crypto v0.44.0 // indirect
	golang.org/x/term v0.37.0 // indirect
)
