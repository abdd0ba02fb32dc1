// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of templates are what is tested
import { runProbe } from '@codegenie/core/testing'
import { expect, test } from 'vitest'
import probe from './index.ts'

async function gather(files: Record<string, string>) {
  const run = await runProbe(probe, files)
  if (run.status !== 'ok') throw new Error('skipped')
  return { ...run.slice, evidence: run.evidence, warnings: run.warnings.map(({ code, path }) => `${code} ${path}`) }
}

const ALL = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
spec:
  replicas: 2
  template:
    spec:
      securityContext: {runAsNonRoot: true, runAsUser: 1000, runAsGroup: .inf}
      initContainers:
        - name: setup
          image: fortress:1
      containers:
        - name: web
          image: r.test/web:2
          command: [node]
          args: ["server.js", "--port=3000"]
          ports:
            - {name: http, containerPort: 3000}
            - {containerPort: 53, protocol: UDP}
          env:
            - {name: PASSWORD, value: hunter2}
            - name: HOST
              valueFrom: {fieldRef: {fieldPath: spec.nodeName}}
          envFrom:
            - configMapRef: {name: settings}
            - secretRef: {name: keys}
          readinessProbe:
            httpGet: {path: /ready, port: http}
          livenessProbe:
            exec: {command: [cat, /tmp/ok]}
          startupProbe:
            tcpSocket: {port: 3000}
          resources:
            requests: {cpu: 100m}
            limits: {memory: 128Mi, cpu: 1}
          securityContext:
            readOnlyRootFilesystem: true
            capabilities: {drop: [ALL]}
---
# nothing but a comment
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data:
  SECRET: hunter2
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  ports: [{name: http, port: 80, targetPort: http}]
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec:
  scaleTargetRef: {kind: Deployment, name: web}
  minReplicas: 2
  maxReplicas: 9
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web}
spec:
  rules: [{host: shop.test}]
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: nightly}
spec:
  schedule: "0 3 * * *"
  jobTemplate: {spec: {template: {spec: {containers: [{name: job, image: job}]}}}}
`

test('workloads and objects of a file of several documents', async () => {
  const { kubernetes, kubernetes_objects, evidence, types, warnings } = await gather({ 'ops/all.yaml': ALL })
  expect([warnings, types]).toEqual([[], ['kubernetes']])
  expect(kubernetes[0]).toEqual({
    file: 'ops/all.yaml',
    reach: 'product',
    kind: 'Deployment',
    name: 'web',
    namespace: 'shop',
    images: ['r.test/web:2'],
    init_containers: [{ name: 'setup', image: 'fortress:1' }],
    replicas: 2,
    schedule: null,
    containers: [
      {
        name: 'web',
        image: 'r.test/web:2',
        command: ['node'],
        args: ['server.js', '--port=3000'],
        ports: [
          { port: 53, protocol: 'udp', name: null },
          { port: 3000, protocol: 'tcp', name: 'http' },
        ],
        health_probes: {
          liveness: { type: 'exec', path: null, port: null, port_name: null, command: ['cat', '/tmp/ok'] },
          readiness: { type: 'http', path: '/ready', port: 3000, port_name: 'http', command: null },
          startup: { type: 'tcp', path: null, port: 3000, port_name: null, command: null },
        },
        env_names: ['HOST', 'PASSWORD'],
        env_from: ['configmap/settings', 'secret/keys'],
        resources: { requests: { cpu: '100m' }, limits: { cpu: '1', memory: '128Mi' } },
        security_context: { capabilities: { drop: ['ALL'] }, readOnlyRootFilesystem: true },
      },
    ],
    pod_security_context: { runAsNonRoot: true, runAsUser: 1000 },
  })
  expect(kubernetes[1]).toMatchObject({ kind: 'CronJob', name: 'nightly', schedule: '0 3 * * *', images: ['job'] })
  expect(
    kubernetes_objects.map(({ kind, name, ports, hosts, data_names, target, replicas }) => [
      kind,
      name,
      ports.length,
      hosts,
      data_names,
      target,
      replicas,
    ]),
  ).toEqual([
    ['ConfigMap', 'settings', 0, [], ['SECRET'], null, null],
    ['Service', 'web', 1, [], [], null, null],
    ['HorizontalPodAutoscaler', 'web', 0, [], [], 'Deployment/web', { min: 2, max: 9 }],
    ['Ingress', 'web', 0, ['shop.test'], [], null, null],
  ])
  const place = (fact: string) => evidence[`kubernetes.0.${fact}`]
  expect(
    ['replicas', 'containers.0', 'containers.0.env_names', 'containers.0.health_probes.liveness', 'init_containers.0'].map(place),
  ).toEqual([7, 15, 22, 31, 12].map((line) => `ops/all.yaml:${line}`))
  expect([evidence['kubernetes.1'], evidence['kubernetes_objects.1']]).toEqual(['ops/all.yaml:71', 'ops/all.yaml:51'])
  expect(JSON.stringify([kubernetes, kubernetes_objects, evidence])).not.toContain('hunter2')
})

test('lists, Knative services, and kinds that say nothing', async () => {
  const { kubernetes, kubernetes_objects } = await gather({
    'a.yaml':
      'apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Pod\n  metadata: {name: one}\n  spec: {containers: [{name: a, image: a:1}]}\n',
    'b.yaml':
      'apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: {name: run}\nspec: {template: {spec: {containers: [{image: b:1}]}}}\n',
    'c.yaml': 'apiVersion: acme.test/v1\nkind: Gizmo\nspec: {}\n',
    'd.yaml': 'kind: Pod\n',
  })
  expect(kubernetes.map(({ file, kind, name, images }) => [file, kind, name, images])).toEqual([
    ['a.yaml', 'Pod', 'one', ['a:1']],
    ['b.yaml', 'Service', 'run', ['b:1']],
  ])
  expect(kubernetes_objects).toEqual([])
})

test('manifests that some tool fills in are read with gaps, where they have no conditions', async () => {
  const deployment = (image: string, extra = '') =>
    `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  template:\n    spec:\n      containers:\n        - name: web\n          image: ${image}\n${extra}`
  const { kubernetes, templates, warnings } = await gather({
    'kd/web.yaml': deployment('{{.REGISTRY}}/web:{{ .TAG }}', '          ports: [{containerPort: 80}]\n'),
    'jinja/web.yml': deployment('{{ image }}'),
    'sub/web.yaml': deployment('web:${TAG}'),
    'cond/web.yaml': deployment('{{ .IMAGE }}', '{{ if .X }}\n{{ end }}\n'),
    'inc/web.yml': deployment('web:1', '{% include "x" %}\n'),
    'config.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: rules}\ndata:\n  rule: "{{ $labels.instance }}"\n',
  })
  expect(warnings).toEqual([])
  expect(kubernetes.map(({ file, images, containers }) => [file, images, containers[0]!.ports.length])).toEqual([
    ['jinja/web.yml', [], 0],
    ['kd/web.yaml', [], 1],
    ['sub/web.yaml', ['web:${TAG}'], 0],
  ])
  expect(templates.map(({ path, engine }) => [path, engine])).toEqual([
    ['cond/web.yaml', 'go'],
    ['inc/web.yml', 'jinja'],
    ['jinja/web.yml', 'jinja'],
    ['kd/web.yaml', 'go'],
    ['sub/web.yaml', 'envsubst'],
  ])
})

test('a broken manifest is warned of, any other broken YAML is none of ours', async () => {
  const { warnings } = await gather({
    'k8s/web.yaml': 'apiVersion: v1\nkind: Pod\nspec: {]\n',
    'test/broken.yaml': 'a: {]\n',
    'x.yaml': 'a: [',
  })
  expect(warnings).toEqual(['file.parse_error k8s/web.yaml'])
})

test('the same document in several files stands in each of them', async () => {
  const service = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n'
  const { kubernetes_objects, evidence } = await gather({
    'a.yaml': service,
    'b.yaml': `# copied\n\n# twice\n${service}`,
    'c.yaml': `kind: Other\n---\n#\n${service}---\n# again\n${service}`,
  })
  expect(kubernetes_objects.map(({ file }, i) => [file, evidence[`kubernetes_objects.${i}`]])).toEqual([
    ['a.yaml', 'a.yaml:2'],
    ['b.yaml', 'b.yaml:5'],
    ['c.yaml', 'c.yaml:5'],
    ['c.yaml', 'c.yaml:11'],
  ])
})

test('what is broken in a later document is told by the line of the file', async () => {
  const run = await runProbe(probe, { 'a.yaml': 'apiVersion: v1\nkind: Pod\n---\n# head\napiVersion: v1\nkind: Service\nmetadata: {\n' })
  expect(run.status === 'ok' && run.warnings).toEqual([
    { code: 'file.parse_error', path: 'a.yaml', message: expect.stringMatching(/at line 8, column 1$/) },
  ])
})

test('a file that begins with an object of another kind is read', async () => {
  const namespace = 'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n---\n'
  expect((await gather({ 'a.yaml': namespace + ALL })).kubernetes.map(({ name }) => name)).toEqual(['web', 'nightly'])
})
