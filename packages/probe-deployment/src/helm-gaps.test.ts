import { expect, test } from 'vitest'
import { charts, summary } from './testing/charts.ts'

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
          env:
            - name: CONFIG
              value: {{ .Files.Get "config.json" | quote }}
            {{- range $path, $_ := .Files.Glob "conf/*" }}
            - name: {{ base $path }}
            {{- end }}
          imagePullPolicy: {{ (include "lib.image" (dict "root" .) | fromYaml).name }}
          args: [{{ required "set it" .Values.missing }}]
`,
  })
  expect(warnings).toEqual([])
  expect(summary(helm[0]!.workloads)).toEqual([
    {
      kind: 'Deployment',
      name: 'app',
      replicas: 2,
      containers: [{ name: 'app', image: null, ports: [[80, null]], env: ['CONFIG'], resources: null, probes: {} }],
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
    [24, '.Files'],
    [25, '.Files'],
    [28, 'the template "lib.image"'],
    [29, 'a required value'],
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
