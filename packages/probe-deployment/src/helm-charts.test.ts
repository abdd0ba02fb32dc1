import { expect, test } from 'vitest'
import { charts, summary } from './testing/charts.ts'

/** What is expected was written down by hand, from what `helm template` gives for such templates. */
test('a stateful set: exec and tcp probes, named ports over a range, resources by preset', async () => {
  const { helm, warnings } = await charts({
    'store/Chart.yaml': 'apiVersion: v2\nname: store\nversion: 2.0.1\nappVersion: "7.4"\n',
    'store/values.yaml': `replicas: 3
image:
  registry: registry.test
  repository: data/store
  tag: ""
  digest: ""
preset: small
presets:
  small: {requests: {cpu: 50m, memory: 64Mi}, limits: {memory: 128Mi}}
  large: {requests: {cpu: "1"}}
service:
  ports: {client: 6379, peer: 16379}
auth: {enabled: true, existingSecret: store-auth}
extraEnv:
  - name: LOG
    value: notice
livenessProbe: {enabled: true, initialDelaySeconds: 20, timeoutSeconds: 5}
readinessProbe: {enabled: false}
customReadinessProbe: {tcpSocket: {port: client}}
`,
    'store/templates/_helpers.tpl': `{{- define "store.image" -}}
{{- $separator := ":" -}}
{{- $termination := .Values.image.tag | default .Chart.AppVersion -}}
{{- if .Values.image.digest -}}
{{- $separator = "@" -}}
{{- $termination = .Values.image.digest -}}
{{- end -}}
{{- printf "%s/%s%s%s" .Values.image.registry .Values.image.repository $separator $termination -}}
{{- end -}}
`,
    'store/templates/statefulset.yaml': `apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: {{ printf "%s-%s" .Release.Name .Chart.Name | trunc 63 | trimSuffix "-" }}
spec:
  serviceName: {{ .Release.Name }}-headless
  replicas: {{ int .Values.replicas }}
  template:
    spec:
      containers:
        - name: {{ .Chart.Name }}
          image: {{ include "store.image" . }}
          env:
            {{- if and .Values.auth.enabled .Values.auth.existingSecret }}
            - name: PASSWORD
              valueFrom:
                secretKeyRef: {name: {{ .Values.auth.existingSecret }}, key: password}
            {{- end }}
            {{- if .Values.extraEnv }}
            {{- toYaml .Values.extraEnv | nindent 12 }}
            {{- end }}
          ports:
            {{- range $name, $port := .Values.service.ports }}
            - name: {{ $name }}
              containerPort: {{ $port }}
            {{- end }}
          {{- if .Values.livenessProbe.enabled }}
          livenessProbe:
            {{- toYaml (omit .Values.livenessProbe "enabled") | nindent 12 }}
            exec:
              command: [sh, -c, /health/ping.sh]
          {{- end }}
          {{- if .Values.customReadinessProbe }}
          readinessProbe: {{- toYaml .Values.customReadinessProbe | nindent 12 }}
          {{- else if .Values.readinessProbe.enabled }}
          readinessProbe: {exec: {command: [never]}}
          {{- end }}
          resources: {{- toYaml (index .Values.presets .Values.preset) | nindent 12 }}
`,
  })
  expect(warnings).toEqual([])
  expect(helm[0]!.unresolved).toEqual([])
  expect(summary(helm[0]!.workloads)).toEqual([
    {
      kind: 'StatefulSet',
      name: 'release-name-store',
      replicas: 3,
      containers: [
        {
          name: 'store',
          image: 'registry.test/data/store:7.4',
          ports: [
            [6379, 'client'],
            [16379, 'peer'],
          ],
          env: ['LOG', 'PASSWORD'],
          resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '128Mi' } },
          probes: { liveness: ['exec', 'sh -c /health/ping.sh', null], readiness: ['tcp', null, 6379] },
        },
      ],
    },
  ])
})

test('jobs of a list, a dict as the context of a helper, coalesce, an autoscaler that takes the replicas', async () => {
  const { helm, warnings } = await charts({
    'jobs/Chart.yaml': 'apiVersion: v2\nname: jobs\nversion: 0.1.0\n',
    'jobs/values.yaml': `global: {image: {repository: acme/jobs, tag: "5"}}
autoscaling: {enabled: true}
replicaCount: 4
jobs:
  - {name: nightly, schedule: "0 3 * * *", args: [clean, --all]}
  - {name: hourly, schedule: "@hourly", image: {tag: "6"}, env: {MODE: fast}}
`,
    'jobs/templates/_env.tpl': `{{- define "jobs.env" -}}
- name: JOB
  value: {{ .job.name | quote }}
{{- range $key, $value := .job.env }}
- name: {{ $key | upper }}
  value: {{ $value | squote }}
{{- end }}
- name: RELEASE
  value: {{ .root.Release.Name }}
{{- end -}}
`,
    'jobs/templates/jobs.yaml': `{{- range .Values.jobs }}
{{- $tag := coalesce (dig "image" "tag" "" .) $.Values.global.image.tag "latest" }}
---
apiVersion: batch/v1
kind: CronJob
metadata:
  name: {{ $.Chart.Name }}-{{ .name }}
spec:
  schedule: {{ .schedule | quote }}
  jobTemplate:
    spec:
      template:
        spec:
          containers:
            - name: {{ .name }}
              image: "{{ $.Values.global.image.repository }}:{{ $tag }}"
              {{- with .args }}
              args:
                {{- range . }}
                - {{ . }}
                {{- end }}
              {{- end }}
              env: {{- include "jobs.env" (dict "job" . "root" $) | nindent 16 }}
{{- end }}
`,
    'jobs/templates/worker.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}-worker
spec:
  {{- if not .Values.autoscaling.enabled }}
  replicas: {{ .Values.replicaCount }}
  {{- end }}
  template:
    spec:
      containers:
        - name: worker
          image: {{ list .Values.global.image.repository .Values.global.image.tag | join ":" | quote }}
          ports: [{name: http, containerPort: {{ add 8000 80 }}}]
          startupProbe: {httpGet: {path: {{ "/healthz" | trimPrefix "/" | printf "/%s" }}, port: http}}
          resources: {}
`,
  })
  expect(warnings).toEqual([])
  expect(helm[0]!.unresolved).toEqual([])
  const job = (name: string, image: string, env: string[]) => ({
    kind: 'CronJob',
    name: `jobs-${name}`,
    replicas: null,
    containers: [{ name, image, ports: [], env, resources: null, probes: {} }],
  })
  expect(summary(helm[0]!.workloads)).toEqual([
    job('nightly', 'acme/jobs:5', ['JOB', 'RELEASE']),
    job('hourly', 'acme/jobs:6', ['JOB', 'MODE', 'RELEASE']),
    {
      kind: 'Deployment',
      name: 'release-name-worker',
      replicas: null,
      containers: [
        {
          name: 'worker',
          image: 'acme/jobs:5',
          ports: [[8080, 'http']],
          env: [],
          resources: null,
          probes: { startup: ['http', '/healthz', 8080] },
        },
      ],
    },
  ])
  expect(helm[0]!.workloads.map(({ schedule }) => schedule)).toEqual(['0 3 * * *', '@hourly', null])
  expect(helm[0]!.workloads[0]!.containers[0]!.args).toEqual(['clean', '--all'])
})
