import { describe, expect, it, test } from 'vitest'
import { charts, summary } from './testing/charts.ts'

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
