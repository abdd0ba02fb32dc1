import { runProbe } from '@codegenie/core/testing'
import { describe, expect, it, test } from 'vitest'
import probe from './index.ts'
import type { Chart, Container, Workload } from './schema-workload.ts'

async function charts(
  files: Record<string, string>,
): Promise<{ helm: readonly Chart[]; at: (fact: string) => unknown; warnings: readonly string[] }> {
  const run = await runProbe(probe, files)
  if (run.status !== 'ok') throw new Error('skipped')
  return { helm: run.slice.helm, at: (fact) => run.evidence[fact], warnings: run.warnings.map(({ code, path }) => `${code} ${path}`) }
}

/** What a reviewer of `helm template` would write down. */
const container = ({ name, image, ports, env_names, resources, health_probes }: Container) => ({
  name,
  image,
  ports: ports.map(({ port, name: called }) => [port, called]),
  env: env_names,
  resources,
  probes: Object.fromEntries(
    Object.entries(health_probes).flatMap(([kind, found]) =>
      found ? [[kind, [found.type, found.path ?? found.command?.join(' ') ?? null, found.port]]] : [],
    ),
  ),
})
const summary = (workloads: readonly Workload[]) =>
  workloads.map(({ kind, name, replicas, containers }) => ({ kind, name, replicas, containers: containers.map(container) }))

const HELPERS = `{{/* Names */}}
{{- define "web.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" }}
{{- else }}
{{- $name := default .Chart.Name .Values.nameOverride }}
{{- if contains $name .Release.Name }}
{{- .Release.Name | trunc 63 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name $name | trunc 63 | trimSuffix "-" }}
{{- end }}
{{- end }}
{{- end }}
{{- define "web.labels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}
`

describe('the chart that helm create makes', () => {
  const files = {
    'deploy/web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 0.3.1\nappVersion: "1.16.0"\n',
    'deploy/web/templates/_helpers.tpl': HELPERS,
    'deploy/web/values.yaml': `replicaCount: 2
image:
  repository: ghcr.io/acme/web
  tag: ""
service:
  port: 8080
autoscaling:
  enabled: false
resources:
  limits: {cpu: 200m, memory: 256Mi}
  requests:
    memory: 64Mi
livenessProbe:
  httpGet:
    path: /healthz
    port: http
podSecurityContext:
  fsGroup: 2000
`,
    'deploy/web/values-prod.yaml': 'replicaCount: 5\nimage:\n  tag: 1.17.2\n',
    'deploy/web/templates/deployment.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "web.fullname" . }}
  labels:
    {{- include "web.labels" . | nindent 4 }}
spec:
  {{- if not .Values.autoscaling.enabled }}
  replicas: {{ .Values.replicaCount }}
  {{- end }}
  template:
    spec:
      {{- with .Values.podSecurityContext }}
      securityContext:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      containers:
        - name: {{ .Chart.Name }}
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"
          ports:
            - name: http
              containerPort: {{ .Values.service.port }}
          {{- with .Values.livenessProbe }}
          livenessProbe:
            {{- toYaml . | nindent 12 }}
          {{- end }}
          {{- with .Values.readinessProbe }}
          readinessProbe:
            {{- toYaml . | nindent 12 }}
          {{- end }}
          resources:
            {{- toYaml .Values.resources | nindent 12 }}
`,
    'deploy/web/templates/hpa.yaml':
      '{{- if .Values.autoscaling.enabled }}\napiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata:\n  name: x\n{{- end }}\n',
    'deploy/web/templates/tests/connection.yaml': 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: test\nspec:\n  containers: []\n',
  }

  it('is what helm template renders', async () => {
    const { helm, at, warnings } = await charts(files)
    expect(warnings).toEqual([])
    expect(helm).toHaveLength(1)
    expect(summary(helm[0]!.workloads)).toEqual([
      {
        kind: 'Deployment',
        name: 'release-name-web',
        replicas: 2,
        containers: [
          {
            name: 'web',
            image: 'ghcr.io/acme/web:1.16.0',
            ports: [[8080, 'http']],
            env: [],
            resources: { requests: { memory: '64Mi' }, limits: { cpu: '200m', memory: '256Mi' } },
            probes: { liveness: ['http', '/healthz', 8080] },
          },
        ],
      },
    ])
    expect(helm[0]!.workloads[0]!.pod_security_context).toEqual({ fsGroup: 2000 })
    expect(helm[0]!.objects).toEqual([])
    expect(helm[0]!.unresolved).toEqual([])
    const template = 'deploy/web/templates/deployment.yaml'
    const place = (fact: string) => at(`helm.0.workloads.0.${fact}`)
    expect(
      ['replicas', 'name', 'containers.0.image', 'containers.0.ports', 'containers.0.health_probes.liveness', 'containers.0.resources'].map(
        place,
      ),
    ).toEqual([`${template}:9`, `${template}:4`, `${template}:19`, `${template}:20`, `${template}:24`, `${template}:31`])
  })

  it('is told for each environment, where that changes something', async () => {
    const { helm } = await charts(files)
    expect(
      helm[0]!.environments.map(({ name, file, workloads }) => ({
        name,
        file,
        workloads: workloads.map(({ replicas, images }) => ({ replicas, images })),
      })),
    ).toEqual([{ name: 'prod', file: 'deploy/web/values-prod.yaml', workloads: [{ replicas: 5, images: ['ghcr.io/acme/web:1.17.2'] }] }])
    expect(helm[0]!.image_references.map(({ path, value, tag_strategy }) => [path, value, tag_strategy])).toEqual([
      ['image.repository', 'ghcr.io/acme/web', 'none'],
    ])
    expect(helm[0]!.environments[0]!.image_references.map(({ path, tag }) => [path, tag])).toEqual([['image.tag', '1.17.2']])
  })
})

test('ranges over maps and lists, the root in them, ternary, printf', async () => {
  const { helm } = await charts({
    'chart/Chart.yaml': 'name: jobs\nversion: 1.0.0\n',
    'chart/values.yaml': `registry: r.test
ports: {metrics: 9090, http: 8080}
env:
  NODE_ENV: production
  API_KEY: hunter2
workers:
  - name: mail
    memory: 128Mi
  - name: report
    memory: 1Gi
    schedule: "0 3 * * *"
debug: true
`,
    'chart/templates/workers.yaml': `{{- range $i, $worker := .Values.workers }}
---
apiVersion: batch/v1
kind: {{ ternary "CronJob" "Job" (hasKey $worker "schedule") }}
metadata:
  name: {{ printf "%s-%s-%d" $.Chart.Name .name $i }}
spec:
  {{- if $worker.schedule }}
  schedule: {{ $worker.schedule | quote }}
  jobTemplate:
    spec:
      template:
        spec: {{- include "pod" (dict "root" $ "worker" $worker) | nindent 10 }}
  {{- else }}
  template:
    spec: {{- include "pod" (dict "root" $ "worker" .) | nindent 6 }}
  {{- end }}
{{- end }}
{{- define "pod" }}
containers:
  - name: {{ .worker.name }}
    image: {{ .root.Values.registry }}/{{ .worker.name }}:{{ .root.Chart.Version }}
    env:
    {{- range $key, $value := .root.Values.env }}
      - name: {{ $key }}
        value: {{ $value | quote }}
    {{- end }}
    {{- if and .root.Values.debug (not (empty .worker.memory)) }}
      - name: DEBUG
        value: "1"
    {{- end }}
    ports:
    {{- range $name, $port := .root.Values.ports }}
      - {name: {{ $name }}, containerPort: {{ $port }}}
    {{- end }}
    resources:
      limits:
        memory: {{ .worker.memory }}
{{- end }}
`,
  })
  const worker = (name: string, memory: string) => ({
    name,
    image: `r.test/${name}:1.0.0`,
    ports: [
      [8080, 'http'],
      [9090, 'metrics'],
    ],
    env: ['API_KEY', 'DEBUG', 'NODE_ENV'],
    resources: { requests: {}, limits: { memory } },
    probes: {},
  })
  expect(summary(helm[0]!.workloads)).toEqual([
    { kind: 'Job', name: 'jobs-mail-0', replicas: null, containers: [worker('mail', '128Mi')] },
    { kind: 'CronJob', name: 'jobs-report-1', replicas: null, containers: [worker('report', '1Gi')] },
  ])
  expect(helm[0]!.workloads[1]!.schedule).toBe('0 3 * * *')
  expect(JSON.stringify(helm)).not.toContain('hunter2')
})

describe('a chart with subcharts', () => {
  const backend = `apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: {{ .Release.Name }}-{{ .Values.name }}
spec:
  replicas: {{ .Values.replicas }}
  template:
    spec:
      containers:
        - name: main
          image: {{ .Values.global.registry }}/{{ .Values.image }}
          readinessProbe:
            tcpSocket:
              port: {{ .Values.port }}
          livenessProbe:
            grpc: {port: {{ .Values.port }}}
`
  const files = {
    'umbrella/Chart.yaml': `name: umbrella
version: 1.0.0
dependencies:
  - name: backend
    alias: api
    version: 0.1.0
    repository: file://../backend
  - name: backend
    alias: batch
    condition: batch.enabled
    repository: file://../backend
  - name: redis
    version: 18.x
    repository: oci://registry.test/charts
`,
    'umbrella/values.yaml': `global:
  registry: r.test
api:
  name: api
  replicas: 3
batch:
  enabled: false
redis:
  image: {registry: docker.io, repository: bitnami/redis, tag: 7.2.4}
  master:
    containerPort: 6379
`,
    'backend/Chart.yaml': 'name: backend\nversion: 0.1.0\n',
    'backend/values.yaml': 'name: backend\nreplicas: 1\nport: 50051\nimage: backend:2\nglobal: {registry: localhost}\n',
    'backend/templates/set.yaml': backend,
  }

  it('renders them with the values of the parent, under their aliases, where they are enabled', async () => {
    const { helm } = await charts(files)
    const expected = (name: string, replicas: number, image: string) => ({
      kind: 'StatefulSet',
      name: `release-name-${name}`,
      replicas,
      containers: [
        {
          name: 'main',
          image,
          ports: [],
          env: [],
          resources: null,
          probes: { liveness: ['grpc', null, 50051], readiness: ['tcp', null, 50051] },
        },
      ],
    })
    expect(helm.map(({ name, workloads }) => [name, summary(workloads)])).toEqual([
      ['backend', [expected('backend', 1, 'localhost/backend:2')]],
      ['umbrella', [expected('api', 3, 'r.test/backend:2')]],
    ])
  })

  it('says what the values alone say for a chart that is not here', async () => {
    const umbrella = (await charts(files)).helm[1]!
    expect(umbrella.dependencies.map(({ name, alias, chart_path }) => [name, alias, chart_path])).toEqual([
      ['backend', 'api', 'backend/Chart.yaml'],
      ['backend', 'batch', 'backend/Chart.yaml'],
      ['redis', null, null],
    ])
    expect(umbrella.values_facts.map(({ path, ports }) => [path, ports])).toEqual([['redis', [6379]]])
    expect(umbrella.image_references.map(({ path, value }) => [path, value])).toEqual([
      ['redis.image.repository', 'docker.io/bitnami/redis:7.2.4'],
    ])
  })
})

test('a library chart in the repository, tpl, with and else, init containers', async () => {
  const { helm, at } = await charts({
    'libs/common/Chart.yaml': 'name: common\nversion: 1.0.0\ntype: library\n',
    'libs/common/templates/_probe.tpl': '{{- define "common.probe" -}}\nexec:\n  command: [{{ .command | quote }}]\n{{- end -}}\n',
    'app/Chart.yaml': 'name: app\nversion: 2.0.0\ndependencies:\n- {name: common, version: 1.0.0, repository: "file://../libs/common"}\n',
    'app/values.yaml': 'host: "{{ .Release.Name }}.test"\nprobe: {command: /bin/check}\nsidecar: null\n',
    'app/templates/daemon.yaml': `apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: {{ tpl .Values.host . }}
spec:
  template:
    spec:
      initContainers:
        - name: migrate
          image: app/migrate:1
      containers:
        - name: app
          image: app/main:{{ .Chart.Version }}
          {{- with .Values.probe }}
          startupProbe: {{- include "common.probe" . | nindent 12 }}
          {{- end }}
        {{- with .Values.sidecar }}
        - name: {{ .name }}
        {{- else }}
        - name: proxy
          image: proxy:{{ coalesce .Values.proxyTag "1" }}
        {{- end }}
`,
  })
  const app = helm.find(({ name }) => name === 'app')!
  expect(summary(app.workloads)).toEqual([
    {
      kind: 'DaemonSet',
      name: 'release-name.test',
      replicas: null,
      containers: [
        { name: 'app', image: 'app/main:2.0.0', ports: [], env: [], resources: null, probes: { startup: ['exec', '/bin/check', null] } },
        { name: 'proxy', image: 'proxy:1', ports: [], env: [], resources: null, probes: {} },
      ],
    },
  ])
  expect(app.workloads[0]).toMatchObject({
    images: ['app/main:2.0.0', 'proxy:1'],
    init_containers: [{ name: 'migrate', image: 'app/migrate:1' }],
  })
  expect(at('helm.0.workloads.0.containers.1.image')).toBe('app/templates/daemon.yaml:21')
})

test('what cannot be told is said to be unresolved, with its line, and never made up', async () => {
  const { helm, warnings } = await charts({
    'chart/Chart.yaml': 'name: app\nversion: 1.0.0\ndependencies: [{name: lib, version: 1.0.0, repository: "https://charts.test"}]\n',
    'chart/values.yaml': 'replicas: 2\n',
    'chart/templates/app.yaml': `apiVersion: {{ if .Capabilities.APIVersions.Has "apps/v1" }}apps/v1{{ else }}extensions/v1beta1{{ end }}
kind: Deployment
metadata:
  name: app
  labels:
    app: x
    {{- include "lib.labels" . | nindent 4 }}
spec:
  replicas: {{ .Values.replicas }}
  template:
    spec:
      containers:
        - name: app
          image: app:{{ randAlphaNum 5 }}
          ports:
            - containerPort: {{ include "lib.port" . }}
            - containerPort: 80
          {{- if lookup "v1" "Secret" "default" "x" }}
          command: [a]
          {{- end }}
          resources: {{ include "lib.resources" . }}
`,
  })
  expect(warnings).toEqual([])
  expect(summary(helm[0]!.workloads)).toEqual([
    {
      kind: 'Deployment',
      name: 'app',
      replicas: 2,
      containers: [{ name: 'app', image: null, ports: [[80, null]], env: [], resources: null, probes: {} }],
    },
  ])
  expect(helm[0]!.workloads[0]!.containers[0]!.command).toBe(null)
  expect(helm[0]!.unresolved.map(({ line, needs }) => [line, needs])).toEqual([
    [1, '.Capabilities'],
    [7, 'the template "lib.labels"'],
    [14, 'the function randAlphaNum'],
    [16, 'the template "lib.port"'],
    [18, 'the function lookup'],
    [21, 'the template "lib.resources"'],
  ])
})

test('templates that call themselves, or come to more than is read, end', async () => {
  const { helm, warnings } = await charts({
    'chart/Chart.yaml': 'name: app\nversion: 1.0.0\n',
    'chart/templates/loop.yaml': '{{ define "a" }}{{ include "a" . }}{{ end }}kind: Pod\nmetadata:\n  name: {{ include "a" . }}\n',
    'chart/templates/big.yaml': `${'{{ range until 1000 }}'.repeat(4)}x${'{{ end }}'.repeat(4)}`,
    'chart/templates/open.yaml': '{{ if .Values.x }}\nkind: Pod\n',
  })
  expect(helm[0]!.workloads.map(({ name }) => name)).toEqual([])
  expect([...warnings].sort()).toEqual(['helm.template_cap_exceeded chart/Chart.yaml', 'helm.template_invalid chart/templates/open.yaml'])
})
