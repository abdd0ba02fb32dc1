import { runProbe } from '@codegenie/core/testing'
import { describe, expect, it, test } from 'vitest'
import probe from './index.ts'

async function gather(files: Record<string, string>) {
  const run = await runProbe(probe, files)
  if (run.status !== 'ok') throw new Error('skipped')
  const found = (path: string) => run.slice.kustomize.findIndex((each) => each.path === path)
  return {
    slice: run.slice,
    warnings: run.warnings.map(({ code, path }) => `${code} ${path}`).sort(),
    kustomization: (path: string) => run.slice.kustomize[found(path)]!,
    at: (path: string, fact: string) => run.evidence[`kustomize.${found(path)}.${fact}`],
  }
}

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
spec:
  replicas: 1
  template:
    spec:
      containers:
        - name: main
          image: acme/api:1.0
          env:
            - name: LEVEL
              value: info
            - name: OLD
              value: x
          resources:
            limits:
              memory: 128Mi
---
apiVersion: v1
kind: Service
metadata:
  name: api
spec:
  ports:
    - {name: http, port: 80, targetPort: 8080}
`
const BASE = { 'k8s/base/kustomization.yaml': 'resources: [api.yaml]\n', 'k8s/base/api.yaml': DEPLOYMENT }

describe('an overlay', () => {
  const files = {
    ...BASE,
    'k8s/prod/kustomization.yaml': `namespace: prod
namePrefix: eu-
resources:
  - ../base
components:
  - ../components/sidecar
patches:
  - path: memory.yaml
  - target: {kind: Deployment, name: a.*}
    patch: |-
      - op: replace
        path: /spec/template/spec/containers/0/env/0/name
        value: LOG_LEVEL
      - op: add
        path: /spec/template/spec/containers/0/ports
        value: [{containerPort: 8080}]
images:
  - name: acme/api
    newName: registry.test/api
    newTag: "2.1"
replicas:
  - name: api
    count: 4
configMapGenerator:
  - name: settings
    literals: [LEVEL=debug, SECRET_TOKEN=hunter2]
`,
    'k8s/prod/memory.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
spec:
  template:
    spec:
      containers:
        - name: main
          env:
            - name: OLD
              $patch: delete
          resources:
            limits:
              memory: 512Mi
              cpu: "1"
`,
    'k8s/components/sidecar/kustomization.yaml': `apiVersion: kustomize.config.k8s.io/v1alpha1
kind: Component
patches:
  - patch: |-
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: api
      spec:
        template:
          spec:
            containers:
              - name: proxy
                image: proxy:3
`,
  }

  it('is composed of its base, its components, its patches, images and replicas', async () => {
    const { kustomization, warnings, slice } = await gather(files)
    expect(warnings).toEqual([])
    const overlay = kustomization('k8s/prod/kustomization.yaml')
    expect(overlay).toMatchObject({
      kind: 'overlay',
      namespace: 'prod',
      name_prefix: 'eu-',
      resources: ['k8s/base'],
      components: ['k8s/components/sidecar'],
      refused: [],
    })
    expect(overlay.patches).toEqual([
      { file: 'k8s/prod/memory.yaml', type: 'strategic', target: null },
      { file: null, type: 'json6902', target: 'Deployment/a.*' },
    ])
    expect(overlay.generators).toEqual([{ kind: 'configmap', name: 'settings', data_names: ['LEVEL', 'SECRET_TOKEN'] }])
    expect(overlay.workloads.map(({ file, name, namespace, replicas, images }) => ({ file, name, namespace, replicas, images }))).toEqual([
      { file: 'k8s/base/api.yaml', name: 'eu-api', namespace: 'prod', replicas: 4, images: ['registry.test/api:2.1', 'proxy:3'] },
    ])
    expect(overlay.workloads[0]!.containers[0]).toMatchObject({
      env_names: ['LOG_LEVEL'],
      ports: [{ port: 8080, protocol: 'tcp', name: null }],
      resources: { requests: {}, limits: { cpu: '1', memory: '512Mi' } },
    })
    expect(slice.kubernetes.map(({ file, name }) => [file, name])).toEqual([['k8s/base/api.yaml', 'api']])
    expect(JSON.stringify(slice)).not.toContain('hunter2')
  })

  it('has each fact where it was said last', async () => {
    const { at } = await gather(files)
    const place = (fact: string) => at('k8s/prod/kustomization.yaml', `workloads.0.${fact}`)
    expect(
      ['replicas', 'name', 'containers.0.image', 'containers.0.resources', 'containers.0.ports', 'containers.1.image'].map(place),
    ).toEqual([
      'k8s/prod/kustomization.yaml:21',
      'k8s/prod/kustomization.yaml:2',
      'k8s/prod/kustomization.yaml:17',
      'k8s/prod/memory.yaml:15',
      'k8s/prod/kustomization.yaml:9',
      'k8s/components/sidecar/kustomization.yaml:4',
    ])
  })
})

test('a base that only lists files adds nothing to them', async () => {
  const { kustomization } = await gather(BASE)
  expect(kustomization('k8s/base/kustomization.yaml')).toMatchObject({ kind: 'base', resources: ['k8s/base/api.yaml'], workloads: [] })
})

test('a patch deletes a workload; one whose target cannot be told is left out and said', async () => {
  const { kustomization, warnings } = await gather({
    ...BASE,
    'k8s/a/kustomization.yaml':
      'resources: [../base]\npatches:\n- patch: |-\n    kind: Deployment\n    metadata: {name: api}\n    $patch: delete\n',
    'k8s/b/kustomization.yaml':
      'resources: [../base]\npatches:\n- target: {kind: Deployment, labelSelector: "a in (b)"}\n  patch: |-\n    - op: remove\n      path: /spec/replicas\n',
    'k8s/c/kustomization.yaml':
      'resources: [../base]\npatches:\n- target: {kind: Deployment}\n  patch: |-\n    - op: remove\n      path: /spec/nothing/here\n',
  })
  expect(kustomization('k8s/a/kustomization.yaml').workloads).toEqual([])
  expect(kustomization('k8s/b/kustomization.yaml').workloads.map(({ replicas }) => replicas)).toEqual([1])
  expect(kustomization('k8s/c/kustomization.yaml').workloads.map(({ replicas }) => replicas)).toEqual([1])
  expect(warnings).toEqual([
    'kustomization.patch_unresolved k8s/b/kustomization.yaml',
    'kustomization.patch_unresolved k8s/c/kustomization.yaml',
  ])
})

test('a patch may be a JSON file; what has another name than patches have is not read, which is said', async () => {
  const one = '[{"op": "replace", "path": "/spec/replicas", "value": 7}]'
  const { kustomization, warnings } = await gather({
    ...BASE,
    'k8s/a/kustomization.yaml': 'resources: [../base]\npatches:\n- target: {kind: Deployment}\n  path: patch-replicas.json\n',
    'k8s/a/patch-replicas.json': one,
    'k8s/b/kustomization.yaml': 'resources: [../base]\npatches:\n- target: {kind: Deployment}\n  path: replicas.txt\n',
    'k8s/b/replicas.txt': one,
  })
  expect(kustomization('k8s/a/kustomization.yaml').workloads.map(({ replicas }) => replicas)).toEqual([7])
  expect(kustomization('k8s/b/kustomization.yaml').workloads.map(({ replicas }) => replicas)).toEqual([1])
  expect(warnings).toEqual(['kustomization.patch_unresolved k8s/b/kustomization.yaml'])
})

test('remote resources and those outside the repository are listed, and not read', async () => {
  const { kustomization, warnings } = await gather({
    'k/kustomization.yaml': `resources:
  - ../../outside/a.yaml
  - /etc
  - https://me:hunter2@r.test/x
  - github.com/acme/base//k8s?ref=v1
  - here.yaml
`,
    'k/here.yaml': DEPLOYMENT,
  })
  expect(kustomization('k/kustomization.yaml')).toMatchObject({
    resources: ['k/here.yaml'],
    refused: ['../../outside/a.yaml', '/etc', 'https://r.test/x', 'github.com/acme/base//k8s'],
  })
  expect(warnings).toEqual(['kustomization.resource_outside_repo k/kustomization.yaml'])
})

test('a cycle ends, and a fan of kustomizations that name each other twice is read once', async () => {
  const cycle = await gather({
    'a/kustomization.yaml': 'namespace: x\nresources: [., ../b, api.yaml]\n',
    'a/api.yaml': DEPLOYMENT,
    'b/kustomization.yaml': 'resources: [../a]\n',
  })
  expect(cycle.warnings).toContain('kustomization.cycle a/kustomization.yaml')
  expect(cycle.kustomization('a/kustomization.yaml').workloads).toHaveLength(1)

  const fan = Object.fromEntries(
    Array.from({ length: 30 }, (_, i) =>
      ['a', 'b'].map((side) => [`k${i}${side}/kustomization.yaml`, `resources: [../k${i + 1}a, ../k${i + 1}b]\n`]),
    ).flat(),
  )
  const { warnings } = await gather({ ...fan, 'k/kustomization.yaml': 'namespace: x\nresources: [../k0a, ../k0b]\n' })
  expect(warnings[0]).toMatch(/^kustomization\.depth_cap_exceeded /)
})

test('components that name each other, and changes of many objects, end with a warning', async () => {
  const names = Array.from({ length: 12 }, (_, i) => `c${i}`)
  const components = names.map((name): [string, string] => [
    `${name}/kustomization.yaml`,
    `kind: Component\ncomponents:\n${names.map((other) => `  - ../${other}\n`).join('')}`,
  ])
  const overlay = `resources:\n  - d.yaml\ncomponents:\n${names.map((other) => `  - ../${other}\n`).join('')}`
  const fan = await gather({ ...Object.fromEntries(components), 'k/kustomization.yaml': overlay, 'k/d.yaml': DEPLOYMENT })
  expect(fan.warnings).toContain('kustomization.object_cap_exceeded k/kustomization.yaml')
  const images = Array.from({ length: 20_000 }, (_, i) => `  - name: i${i}\n    newTag: "2"\n`).join('')
  const many = await gather({
    'k/kustomization.yaml': `resources:\n  - d.yaml\nimages:\n${images}`,
    'k/d.yaml': Array.from({ length: 300 }, (_, i) => DEPLOYMENT.replaceAll('name: api', `name: api${i}`)).join('\n---\n'),
  })
  expect(many.warnings).toContain('kustomization.object_cap_exceeded k/kustomization.yaml')
})
