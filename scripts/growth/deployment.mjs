// Images and deployments. Name -> bytes that its largest file may have, and the files for `n` of it.
import { ANY, LIBRARY, lines, MB, manifest, map, pod } from './shapes.mjs'

export default {
  'docker stages': [
    9 * MB,
    (n) => ({
      ...manifest({}),
      Dockerfile: lines(n, (i) => `FROM ${i ? `s${i - 1}` : 'node'} AS s${i}\nARG A${i}=$A${i - 1}\nCOPY --from=s${i - 1} . .`),
    }),
  ],
  'docker instructions': [
    9 * MB,
    (n) => ({ ...manifest({}), Dockerfile: `FROM node:20\n${lines(n, (i) => `ENV K${i}=v PATH=$PATH:/a${i}\nRUN a && b\nEXPOSE ${i}`)}` }),
  ],
  'docker continued': [9 * MB, (n) => ({ ...manifest({}), Dockerfile: `FROM node:20\nRUN a \\\n${'  && b \\\n'.repeat(n)}` })],
  'docker arguments': [
    9 * MB,
    (n) => ({ ...manifest({}), Dockerfile: `ARG V=${'${V:-'.repeat(n)}\nFROM node:$V\nENV A=${'$V'.repeat(n)}` }),
  ],
  'docker doubles': [
    MB,
    (n) => ({
      ...manifest({}),
      Dockerfile: `FROM node:20\nENV A0=aaaaaaaaaa\n${lines(n, (i) => `ENV A${i + 1}=$A${i}$A${i}`)}\nFROM $A99`,
    }),
  ],
  'docker heredocs': [9 * MB, (n) => ({ ...manifest({}), Dockerfile: `FROM node:20\n${'RUN <<EOF\na\n'.repeat(n)}` })],
  dockerfiles: [
    ANY,
    (n) => ({
      ...manifest({}),
      ...map(
        n / 20,
        (i) => `d${i}/Dockerfile`,
        () => 'FROM node:20\nCMD ["node", "a"]\n',
      ),
    }),
  ],
  compose: [
    9 * MB,
    (n) => ({
      ...manifest({}),
      'compose.yaml': `services:\n${lines(n, (i) => `  s${i}:\n    image: i${i}:1\n    ports:\n      - "${i}:80"\n    depends_on:\n      - s${i + 1}`)}\n`,
    }),
  ],
  'compose for the library': [
    LIBRARY,
    (n) => ({
      ...manifest({}),
      'compose.yaml': `x: &x {a: 1}\nservices:\n${lines(n, (i) => `  s${i}:\n    <<: *x\n    extends: {service: s${i + 1}}`)}\n`,
    }),
  ],
  'compose files': [
    ANY,
    (n) => ({
      ...manifest({}),
      ...map(
        n / 50,
        (i) => `compose.${i}.yaml`,
        (i) => `services:\n  s${i}:\n    build: .\n  web:\n    image: a\n`,
      ),
    }),
  ],
  'kubernetes documents': [9 * MB, (n) => ({ ...manifest({}), 'k8s/all.yaml': lines(n, (i) => `---\n${pod(i)}`) })],
  'kubernetes files': [ANY, (n) => ({ ...manifest({}), ...map(n / 20, (i) => `k8s/d${i}.yaml`, pod) })],
  kustomizations: [
    ANY,
    (n) => ({
      ...manifest({}),
      'k/d.yaml': pod(0),
      ...map(
        n / 50,
        (i) => `k${i}/kustomization.yaml`,
        (i) =>
          `resources:\n  - ../k${i + 1}\n  - ../k${i + 2}\n  - ../k/d.yaml\nimages:\n${lines(50, (t) => `  - name: i${t}\n    newTag: "2"`)}\npatches:\n  - path: ../k/d.yaml\n`,
      ),
    }),
  ],
  'kustomize resources': [
    MB,
    (n) => ({
      ...manifest({}),
      'k/d.yaml': pod(0),
      'k/kustomization.yaml': `resources:\n${lines(n, (i) => `  - d${i}.yaml`)}\n${lines(n, () => '')}images:\n${lines(n, (i) => `  - name: i${i}\n    newTag: "2"`)}\n`,
    }),
  ],
  'helm values': [
    9 * MB,
    (n) => ({
      ...manifest({}),
      'c/Chart.yaml': 'apiVersion: v2\nname: c\nversion: 1.0.0\n',
      'c/values.yaml': lines(n, (i) => `k${i}:\n  image: a`),
      'c/templates/d.yaml': `kind: Deployment\nmetadata:\n  name: {{ .Values.k1.image }}\nspec:\n  template:\n    spec:\n      containers:\n        - image: {{ .Values.k2.image }}\n`,
    }),
  ],
  'helm template': [
    MB,
    (n) => ({
      ...manifest({}),
      'c/Chart.yaml': 'apiVersion: v2\nname: c\nversion: 1.0.0\n',
      'c/values.yaml': 'a: 1\n',
      'c/templates/d.yaml': `kind: Deployment\n${lines(n, (i) => `{{ if .Values.a }}\nk${i}: {{ .Values.a | default "x" | quote }}\n{{ end }}`)}`,
    }),
  ],
  'helm ranges': [
    MB,
    (n) => ({
      ...manifest({}),
      'c/Chart.yaml': 'apiVersion: v2\nname: c\nversion: 1.0.0\n',
      'c/values.yaml': `a:\n${lines(200, (i) => `  - ${i}`)}\n`,
      'c/templates/d.yaml': `kind: Deployment\n${'{{ range .Values.a }}'.repeat(Math.min(n, 8))}\nk: 1\n${'{{ end }}'.repeat(Math.min(n, 8))}`,
    }),
  ],
  'helm includes': [
    MB,
    (n) => ({
      ...manifest({}),
      'c/Chart.yaml': 'apiVersion: v2\nname: c\nversion: 1.0.0\n',
      'c/templates/_h.tpl': lines(n, (i) => `{{ define "h${i}" }}{{ include "h${i + 1}" . }}{{ include "h${i + 1}" . }}{{ end }}`),
      'c/templates/d.yaml': 'kind: Deployment\nmetadata:\n  name: {{ include "h0" . }}\n',
    }),
  ],
  'helm, open': [
    MB,
    (n) => ({
      ...manifest({}),
      'c/Chart.yaml': 'apiVersion: v2\nname: c\nversion: 1.0.0\n',
      'c/templates/d.yaml': `kind: Deployment\n${'{{ if a }}{{'.repeat(n)}`,
    }),
  ],
  terraform: [
    2 * MB,
    (n) => ({
      ...manifest({}),
      'main.tf': lines(n, (i) => `resource "aws_s3_bucket" "b${i}" {\n  bucket = "a\${var.x}"\n  tags = { a = [1, 2] }\n}`),
    }),
  ],
  'terraform, open': [2 * MB, (n) => ({ ...manifest({}), 'main.tf': `a = ${'{ a = ['.repeat(n)}` })],
}
