/** Compose projects in which ports and networks come from elsewhere than their first file. */
export const PROJECTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'an override of each kind': {
    'compose.yaml':
      'services:\n  a: {image: x, ports: ["1001:1"]}\n  b: {image: x, ports: ["1002:1"]}\n  c: {image: x, ports: ["1003:1"]}\n',
    'docker-compose.override.yml':
      'services:\n  a: {ports: ["1004:1"]}\n  b: {ports: !override ["1005:1"]}\n  c: {ports: !reset []}\n  d: {image: x}\n',
  },
  'two overrides, of which one is read': {
    'docker-compose.yml': 'services: {a: {image: x}}\n',
    'compose.override.yml': 'services: {a: {ports: ["1001:1"]}}\n',
    'docker-compose.override.yml': 'services: {a: {ports: ["1002:1"]}}\n',
  },
  'COMPOSE_FILE, which leaves the override out': {
    '.env': 'COMPOSE_FILE=compose.yaml:more/dev.yaml\nP=1001\n',
    'compose.yaml': 'services: {a: {image: x, ports: ["$P:1"]}}\n',
    'more/dev.yaml':
      'services: {b: {image: x, ports: ["${P}0:1"], extends: {file: more/base.yaml, service: base}}}\n',
    'more/base.yaml': 'services: {base: {image: x, ports: ["1003:1"]}}\n',
    'compose.override.yaml': 'services: {a: {ports: ["1002:1"]}}\n',
  },
  'includes in includes': {
    'compose.yaml':
      'include:\n  - infra/all.yaml\n  - {path: [one.yaml, two.yaml], env_file: ports, project_directory: infra}\n',
    '.env': 'A=1001\n',
    'infra/.env': 'A=1002\nB=1003\n',
    ports: 'A=1004\nC=1005\n',
    'infra/all.yaml': 'include: [db.yaml]\nservices: {all: {image: x, ports: ["${A}:1", "${B}:1"]}}\n',
    'infra/db.yaml': 'services: {db: {image: x, ports: ["${A}:1", "${B}:1"]}}\n',
    'one.yaml': 'services: {one: {image: x, ports: ["${A}:1", "${C}:1"]}}\n',
    'two.yaml': 'services: {one: {ports: ["1006:1"]}}\n',
  },
  'references of every form': {
    '.env': 'A=1001\nE=\n',
    'compose.yaml': `services:
  a:
    image: x
    ports: ["$A:1", "\${A}0:1", "\${N:-1003}:1", "\${N-1004}:1", "\${E:-1005}:1", "\${A:+1006}:1", "\${A+1007}:1", "\${N:-\${M:-1008}}:1", "\${A:?no}1:1"]
`,
  },
  'extends and networks': {
    'compose.yaml': `services:
  base: {image: x, ports: ["1001:1"], networks: [one]}
  a: {extends: base, ports: ["1002:1"]}
  b: {extends: {service: a}, networks: {two: {}}}
  c: {image: x, network_mode: host}
  d: {image: x}
networks: {one: {}, two: {}}
`,
  },
};
