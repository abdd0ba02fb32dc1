import { describe, expect, it, test } from 'vitest'
import { charts, summary } from './testing/charts.ts'

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

test('values of each environment say what they change for a chart that is not here', async () => {
  const { helm, at } = await charts({
    'deploy/web/Chart.yaml':
      'name: web\nversion: 1.0.0\ndependencies:\n- {name: generic-service, version: "3", repository: "https://charts.test"}\n',
    'deploy/web/values.yaml': 'generic-service:\n  replicaCount: 4\n  env: {NODE_ENV: production}\n',
    'deploy/values-dev.yaml': '# dev\ngeneric-service:\n  replicaCount: 2\n  env:\n    LOG_LEVEL: hunter2\n',
    'deploy/values-prod.yaml': 'generic-service:\n  ingress: {enabled: true}\n',
  })
  const said = helm[0]!.environments.map(({ name, values_facts }) => [
    name,
    values_facts.map(({ file, path, replicas, env_names }) => [file, path, replicas, env_names]),
  ])
  expect(said).toEqual([
    ['dev', [['deploy/values-dev.yaml', 'generic-service', 2, ['LOG_LEVEL']]]],
    ['prod', []],
  ])
  expect(at('helm.0.environments.0.values_facts.0.replicas')).toBe('deploy/values-dev.yaml:3')
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

test('tags, conditions before them, and values that subcharts hand up', async () => {
  const pod = (image: string) => `kind: Pod\nmetadata: {name: {{ .Chart.Name }}}\nspec: {containers: [{name: main, image: "${image}"}]}\n`
  const { helm } = await charts({
    'app/Chart.yaml': `name: app
version: 1.0.0
dependencies:
  - {name: front, tags: [web, ui], repository: "file://../front", import-values: [data, {child: settings, parent: front.defaults}]}
  - {name: back, tags: [batch], repository: "file://../back"}
  - {name: jobs, tags: [batch], condition: "jobs.missing,jobs.enabled", repository: "file://../jobs"}
  - name: remote
    repository: https://charts.test
    import-values: [shared]
`,
    'app/values.yaml':
      'tags: {web: false, ui: true, batch: false}\njobs: {enabled: true}\nfront: {exports: {data: {tag: "2"}}}\ntag: "0"\n',
    'app/templates/pod.yaml': pod('app:{{ .Values.tag }}-{{ .Values.level }}-{{ .Values.front.defaults.size }}'),
    'front/Chart.yaml': 'name: front\nversion: 1.0.0\n',
    'front/values.yaml': 'exports: {data: {tag: "1", level: info}}\nsettings: {size: 3}\n',
    'front/templates/pod.yaml': pod('front'),
    'back/Chart.yaml': 'name: back\nversion: 1.0.0\n',
    'back/templates/pod.yaml': pod('back'),
    'jobs/Chart.yaml': 'name: jobs\nversion: 1.0.0\n',
    'jobs/templates/pod.yaml': pod('jobs'),
  })
  const app = helm.find(({ name }) => name === 'app')!
  expect(app.workloads.map(({ name, images }) => [name, images])).toEqual([
    ['front', ['front']],
    ['jobs', ['jobs']],
    ['app', ['app:2-info-3']],
  ])
  expect(app.unresolved).toEqual([{ file: 'app/Chart.yaml', line: 7, needs: 'the values of the chart "remote"' }])
})
