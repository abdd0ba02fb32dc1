import { runProbe } from '@codegenie/core/testing'
import { describe, expect, it } from 'vitest'
import probe from './index.ts'

const WEB = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels: {app: web, tier: front}
spec:
  replicas: 1
  template:
    spec:
      containers:
        - name: main
          image: acme/web:1.0
        - name: side
          image: acme/side:1.0
`
const CONFIG = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: versions}\ndata: {web: "2.5", count: "4", full: "r.test/x:9"}\n'
const SECRET = 'apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {key: hunter2}\n'

async function overlay(kustomization: string, more: Record<string, string> = {}) {
  const run = await runProbe(probe, {
    'base/kustomization.yaml': 'namePrefix: x-\nresources: [web.yaml, config.yaml, secret.yaml]\n',
    'base/web.yaml': WEB,
    'base/config.yaml': CONFIG,
    'base/secret.yaml': SECRET,
    'prod/kustomization.yaml': `resources: [../base]\n${kustomization}`,
    ...more,
  })
  if (run.status !== 'ok') throw new Error('skipped')
  const index = run.slice.kustomize.findIndex(({ path }) => path === 'prod/kustomization.yaml')
  const facts = run.slice.kustomize[index]!
  return {
    facts,
    web: facts.workloads[0]!,
    at: (fact: string) => run.evidence[`kustomize.${index}.${fact}`],
    warnings: run.warnings.map(({ code, path }) => `${code} ${path}`),
    run,
  }
}

describe('replacements', () => {
  it('copy a field into others, or into a part of them', async () => {
    const { facts, web, at, warnings } = await overlay(`replacements:
  - source: {kind: ConfigMap, name: versions, fieldPath: data.web}
    targets:
      - select: {kind: Deployment}
        fieldPaths: ["spec.template.spec.containers.[name=main].image"]
        options: {delimiter: ":", index: 1}
  - source: {kind: ConfigMap, name: x-versions, fieldPath: data.full}
    targets:
      - select: {name: web}
        fieldPaths: [spec.template.spec.containers.1.image]
      - select: {kind: Deployment}
        reject: [{name: web}]
        fieldPaths: [spec.nothing]
        options: {create: true}
`)
    expect(web.containers.map(({ image }) => image)).toEqual(['acme/web:2.5', 'r.test/x:9'])
    expect(facts.replacements).toEqual([
      { source: 'ConfigMap/versions', targets: ['Deployment/*'] },
      { source: 'ConfigMap/x-versions', targets: ['*/web', 'Deployment/*'] },
    ])
    expect([at('replacements'), at('workloads.0.containers.0.image')]).toEqual(['prod/kustomization.yaml:2', 'prod/kustomization.yaml:3'])
    expect(warnings).toEqual(['kustomization.replacement_unresolved prod/kustomization.yaml'])
  })

  it('may stand in a file of their own', async () => {
    const { web, warnings } = await overlay('replacements: [{path: r.yaml}]\n', {
      'prod/r.yaml':
        '- source: {kind: ConfigMap, fieldPath: data.full}\n  targets:\n  - select: {kind: Deployment}\n    fieldPaths: ["spec.template.spec.containers.*.image"]\n',
    })
    expect(web.images).toEqual(['r.test/x:9'])
    expect(warnings).toEqual([])
  })

  it.each([
    ['a source that is not there', 'source: {kind: ConfigMap, name: none, fieldPath: data.x}'],
    ['a field that is not there', 'source: {kind: ConfigMap, fieldPath: data.none}'],
    ['a secret, whose values are copied nowhere', 'source: {kind: Secret, fieldPath: stringData.key}'],
  ])('%s is said', async (_, source) => {
    const { web, warnings, run } = await overlay(
      `replacements:\n- ${source}\n  targets:\n  - select: {kind: Deployment}\n    fieldPaths: ["spec.template.spec.containers.0.image"]\n`,
    )
    expect(web.images[0]).toBe('acme/web:1.0')
    expect(warnings).toEqual(['kustomization.replacement_unresolved prod/kustomization.yaml'])
    expect(JSON.stringify(run)).not.toContain('hunter2')
  })
})

describe('targets of patches', () => {
  const patch = (target: string) => `patches:\n- target: {${target}}\n  patch: |-\n    - {op: replace, path: /spec/replicas, value: 3}\n`
  it.each([
    ['labelSelector: "app=web,tier!=back"', 3],
    ['labelSelector: "tier,!old"', 3],
    ['labelSelector: "app=api"', 1],
    ['annotationSelector: "a=b"', 1],
    ['name: web', 3],
    ['name: x-web', 3],
    ['name: "api|web"', 3],
    ['kind: Deployment, name: "x-.*"', 3],
    ['name: we', 1],
    ['kind: "Deployment|StatefulSet"', 3],
  ])('{%s}', async (target, replicas) => {
    const { web, warnings } = await overlay(patch(target))
    expect(web.replicas).toBe(replicas)
    expect(warnings).toEqual([])
  })
  it.each(['name: "w(e|x)b"', 'labelSelector: "app in (web, api)"'])('{%s} cannot be told', async (target) => {
    expect((await overlay(patch(target))).warnings).toEqual(['kustomization.patch_unresolved prod/kustomization.yaml'])
  })
})

it('names of labels, and charts that are not inflated', async () => {
  const { facts, at } = await overlay(
    'commonLabels: {team: shop}\nlabels: [{pairs: {app: web}, includeSelectors: true}]\nhelmCharts: [{name: redis, version: 1.2.3, valuesFile: v.yaml, repo: "https://c.test"}]\n',
  )
  expect(facts.label_names).toEqual(['app', 'team'])
  expect(facts.helm_charts).toEqual([{ name: 'redis', version: '1.2.3', values_file: 'v.yaml' }])
  expect([at('label_names'), at('helm_charts')]).toEqual(['prod/kustomization.yaml:3', 'prod/kustomization.yaml:4'])
})
