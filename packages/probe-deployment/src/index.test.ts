// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of shells are what is tested
import { readFileSync } from 'node:fs'
import { contractViolations, runProbe } from '@codegenie/core/testing'
import { describe, expect, it, test } from 'vitest'
import probe from './index.ts'

async function gather(files: Record<string, string>) {
  const run = await runProbe(probe, files)
  if (run.status !== 'ok') throw new Error('skipped')
  return { ...run.slice, evidence: run.evidence, warnings: run.warnings.map(({ code, path }) => `${code} ${path}`) }
}

const POD = (name: string, resources = '') =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${name}}\nspec:\n  template:\n    spec:\n      containers:\n      - name: main\n        image: acme/${name}:1\n${resources}`

/** One of everything. */
const EVERYTHING: Record<string, string> = {
  Dockerfile:
    'FROM node:20-alpine AS build\nRUN npm ci\nFROM node:22-alpine\nCOPY --from=build /a /b\nENV A=1\nEXPOSE 80\nUSER node\nHEALTHCHECK CMD true\nCMD ["node", "a.js"]\n',
  'docker-compose.yml': 'services:\n  web:\n    build: .\n    ports: ["80:80"]\n',
  'chart/Chart.yaml': 'name: web\nversion: 1.0.0\ndependencies: [{name: lib, version: 1.0.0, repository: "https://c.test"}]\n',
  'chart/values.yaml': 'image: {repository: acme/web, tag: 2}\nlib: {livenessProbe: {path: /up, port: 80}, replicaCount: 2}\n',
  'chart/values-prod.yaml': 'image: {tag: 3}\n',
  'chart/templates/web.yaml': `${POD('web').replace('acme/web:1', '{{ .Values.image.repository }}:{{ .Values.image.tag }}')}        resources: {limits: {memory: 1Gi}}\n---\n{{ include "lib.x" . }}\n---\napiVersion: v1\nkind: Service\nmetadata: {name: web}\n`,
  'k8s/web.yaml': POD('web', '        resources: {limits: {memory: 2Gi}}\n'),
  'k8s/kustomization.yaml':
    'namespace: shop\nresources: [web.yaml]\nimages: [{name: acme/web, newTag: "9"}]\nreplicas: [{name: web, count: 2}]\npatches: [{path: p.yaml}]\n',
  'k8s/p.yaml': POD('web', '        env: [{name: X, value: y}]\n'),
  'k8s/sub.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: "${NAME}"}\nspec: {ports: [{port: 80}]}\n',
  'fly.toml': 'app = "web"\n[http_service]\ninternal_port = 80\n',
  'infra/main.tf': '',
}

test('keeps the contract', async () => {
  const readme = readFileSync(`${import.meta.dirname}/../README.md`, 'utf8')
  expect(await contractViolations(probe, EVERYTHING, { readme })).toEqual([])
})

test('says of all of it how the product is deployed', async () => {
  const { types, terraform, templates, warnings, evidence } = await gather(EVERYTHING)
  expect(types).toEqual(['docker', 'docker-compose', 'fly', 'helm', 'kubernetes', 'kustomize', 'terraform'])
  expect(terraform).toEqual({ status: 'skipped', files: ['infra/main.tf'] })
  expect(templates).toEqual([{ path: 'k8s/sub.yaml', reach: 'product', engine: 'envsubst' }])
  expect(warnings).toEqual(['terraform.skipped undefined'])
  expect(evidence['types']).toEqual([
    'Dockerfile:1',
    'chart/Chart.yaml:1',
    'docker-compose.yml:1',
    'fly.toml:1',
    'infra/main.tf',
    'k8s/kustomization.yaml:1',
    'k8s/web.yaml:2',
  ])
})

test('every fact stands in a line, those of files that are not opened excepted', async () => {
  const { evidence } = await gather({
    ...EVERYTHING,
    'docker-bake.hcl': '\ngroup "default" { targets = ["a"] }\ntarget "a" {}\n',
    'compose.bake.yaml': 'x: 1\nservices: {web: {build: {context: ., x-bake: {tags: [a]}}}}\n',
    'render.yaml': '# services\nservices: [{type: web, name: a}]\n',
    'sst.config.ts': '',
    'roles/web.yaml': '{% if x %}\n',
    'ansible/pod.yaml': 'apiVersion: v1\nkind: Service\n---\nkind: Service\nmetadata:\n  name: {{ name }}\n',
  })
  const alone = [...new Set(Object.values(evidence).flat())].filter((place) => !/:\d+$/.test(place))
  expect(alone).toEqual(['sst.config.ts', 'infra/main.tf'])
  expect([evidence['templates.0'], evidence['templates.1']]).toEqual(['ansible/pod.yaml:6', 'k8s/sub.yaml:3'])
})

test('says where two files differ about the same', async () => {
  const { drift, evidence } = await gather(EVERYTHING)
  expect([evidence['drift.0'], evidence['drift.1']]).toEqual([
    ['Dockerfile:1', 'Dockerfile:3'],
    ['chart/templates/web.yaml:10', 'k8s/web.yaml:10'],
  ])
  expect(drift).toEqual([
    {
      kind: 'node_version',
      subject: 'Dockerfile',
      values: [
        { file: 'Dockerfile', value: 'build: 20' },
        { file: 'Dockerfile', value: 'runtime: 22' },
      ],
    },
    {
      kind: 'resources',
      subject: 'Deployment/web/main',
      values: [
        { file: 'chart/templates/web.yaml', value: '{"requests":{},"limits":{"memory":"1Gi"}}' },
        { file: 'k8s/web.yaml', value: '{"requests":{},"limits":{"memory":"2Gi"}}' },
      ],
    },
  ])
})

test('a version that may be the other one does not differ from it', async () => {
  const versions = async (build: string, runtime: string) => {
    const { drift } = await gather({ Dockerfile: `FROM node:${build} AS build\nFROM node:${runtime}\nCOPY --from=build /app /app\n` })
    return drift.length
  }
  expect([
    await versions('22.5.1', '22.5'),
    await versions('22', '22.5'),
    await versions('22.5', '22.50'),
    await versions('2', '22'),
  ]).toEqual([0, 0, 1, 1])
})

test('what lies beside the product is told, and is not how it is deployed', async () => {
  const { types, dockerfiles, kubernetes, helm } = await gather({
    'test/fixtures/app/Dockerfile': 'FROM node:20\n',
    'examples/k8s/web.yaml': POD('web'),
    'vendor/chart/Chart.yaml': 'name: x\n',
    '.devcontainer/Dockerfile': 'FROM node:20\n',
    'dev/db/Dockerfile': 'FROM postgres:16\n',
    'Dockerfile.test': 'FROM node:20\n',
    'k8s/overlays/dev/web.yaml': POD('web'),
    'Dockerfile.dockerignore': 'node_modules\n',
  })
  expect(types).toEqual(['kubernetes'])
  expect(dockerfiles.map(({ path, reach }) => [path, reach])).toEqual([
    ['.devcontainer/Dockerfile', 'development'],
    ['Dockerfile.test', 'test'],
    ['dev/db/Dockerfile', 'development'],
    ['test/fixtures/app/Dockerfile', 'fixture'],
  ])
  expect(kubernetes.map(({ file, reach }) => [file, reach])).toEqual([
    ['examples/k8s/web.yaml', 'sample'],
    ['k8s/overlays/dev/web.yaml', 'product'],
  ])
  expect(helm.map(({ reach }) => reach)).toEqual(['vendored'])
})

describe('values of secrets', () => {
  const SECRET = 'hunter2-0123456789'
  const files = {
    Dockerfile: `ARG TOKEN=${SECRET}\nFROM me:${SECRET}@r.test/node:20\nENV A=${SECRET} B=c\nLABEL k=${SECRET}\nRUN --mount=type=secret,id=npm echo //r/:_authToken=${SECRET} > .npmrc && npm ci && npm config set x ${SECRET}\nEXPOSE 80\n`,
    'docker-compose.yml': `services:\n  a:\n    image: u:${SECRET}@r.test/x\n    build: {context: ., args: [TOKEN=${SECRET}]}\n    environment: [URL=postgres://a:${SECRET}@db, B=${SECRET}]\n  b:\n    environment: {C: ${SECRET}}\n`,
    'chart/Chart.yaml': 'name: a\nversion: 1.0.0\n',
    'chart/values.yaml': `image: {repository: r.test/x, tag: 1, pullSecret: ${SECRET}}\nenv: {PASSWORD: ${SECRET}}\nsecrets: [{name: PLAIN, value: ${SECRET}}]\n`,
    'chart/templates/a.yaml': `${POD('a')}        env:\n        - name: P\n          value: {{ .Values.env.PASSWORD | default "${SECRET}" | quote }}\n        - name: Q\n          value: {{ .Capabilities.x | default "${SECRET}" }}\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata:\n  key: {{ .Values.env.PASSWORD | b64enc }}\n`,
    'k8s/a.yaml': `${POD('b')}        env: [{name: P, value: ${SECRET}}]\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData:\n  key: ${SECRET}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  url: ${SECRET}\n`,
    'k8s/kustomization.yaml': `resources: [a.yaml, "https://u:${SECRET}@r.test/x"]\nsecretGenerator:\n- name: g\n  literals: [KEY=${SECRET}]\n`,
    'fly.toml': `[env]\nKEY = "${SECRET}"\n`,
    'vercel.json': `{"env": {"KEY": "${SECRET}"}}`,
    'netlify.toml': `broken ${SECRET}`,
    'serverless.yml': `provider:\n  name: aws\n  environment: {KEY: ${SECRET}}\n`,
    'k8s/broken.yaml': `apiVersion: v1\nkind: Secret\ndata: {${SECRET}`,
  }

  it('never leave: neither in the slice nor in evidence, warnings or raw detail', async () => {
    const run = await runProbe(probe, files)
    expect(run.status).toBe('ok')
    expect(JSON.stringify(run)).not.toContain(SECRET)
    expect(JSON.stringify(run)).not.toContain(Buffer.from(SECRET).toString('base64'))
  })

  it('leave their names', async () => {
    const { dockerfiles, compose, helm, kubernetes, kubernetes_objects, kustomize, platforms } = await gather(files)
    expect(dockerfiles[0]).toMatchObject({
      arg_names: ['TOKEN'],
      final: { env_names: ['A', 'B'] },
      stages: [{ base_image: 'r.test/node:20', secret_mounts: ['npm'], package_manager_commands: ['npm ci', 'npm config set'] }],
    })
    expect(compose[0]!.services.map(({ env_names }) => env_names)).toEqual([['B', 'URL'], ['C']])
    expect(helm[0]!.workloads[0]!.containers[0]!.env_names).toEqual(['P', 'Q'])
    expect(kubernetes[0]!.containers[0]!.env_names).toEqual(['P'])
    expect(kubernetes_objects.map(({ kind, data_names }) => [kind, data_names])).toEqual([
      ['Secret', ['key']],
      ['ConfigMap', ['url']],
    ])
    expect(kustomize[0]!.generators).toEqual([{ kind: 'secret', name: 'g', data_names: ['KEY'] }])
    expect(platforms.map(({ env_names }) => env_names)).toEqual([['KEY'], ['KEY'], ['KEY']])
  })
})

describe('hostile files', () => {
  it.each([
    [
      'a Dockerfile of endless lines',
      {
        Dockerfile: `FROM node:20\nRUN a \\\n${'  b \\\n'.repeat(100_000)}ENV X=${'${A:-'.repeat(20_000)}\nRUN <<EOF\n${' '.repeat(200_000)}never closed\nFROM ${'x'.repeat(200_000)}\n`,
      },
      ['dockerfile.parse_error Dockerfile'],
    ],
    [
      'many documents',
      { 'a.yaml': '---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n'.repeat(5_000) },
      ['k8s.document_cap_exceeded a.yaml'],
    ],
    [
      'values of deep brackets',
      { 'chart/Chart.yaml': 'name: a\n', 'chart/values.yaml': `a: ${'['.repeat(100_000)}` },
      ['file.depth_cap_exceeded chart/values.yaml'],
    ],
    [
      'a dependency outside',
      {
        'chart/Chart.yaml':
          'name: a\ndependencies: [{name: b, repository: "file://../../outside"}, {name: c, repository: "file:///etc"}]\n',
      },
      ['helm.dependency_escape chart/Chart.yaml'],
    ],
    [
      'a chart that depends on itself',
      { 'chart/Chart.yaml': 'name: a\ndependencies: [{name: b, repository: "file://."}]\n' },
      ['helm.dependency_cycle chart/Chart.yaml'],
    ],
    [
      'a chart of other types',
      { 'chart/Chart.yaml': 'just a text\n', 'chart/values.yaml': 'image: [a, b]\n' },
      ['file.unexpected_type chart/Chart.yaml'],
    ],
    [
      'values of other types',
      { 'chart/Chart.yaml': 'name: a\n', 'chart/values.yaml': '- a\n', 'chart/values-prod.yaml': 'x\n' },
      ['file.unexpected_type chart/values-prod.yaml', 'file.unexpected_type chart/values.yaml'],
    ],
    [
      'keys of prototypes',
      {
        'k.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata: {constructor: a, toString: b}\n',
        'docker-compose.yml': 'services:\n  constructor: {image: a}\n',
      },
      [],
    ],
    [
      'templates that are no YAML',
      {
        'chart/Chart.yaml': 'name: a\n',
        'chart/templates/t.yaml':
          '{{- if .Values.x }}\nkind: {{ .Values.kind | quote }}\n{{- range $k, $v := .Values.env }}\n- name: {{ $k }}\n{{- end }}\n{{- end }}\n',
      },
      [],
    ],
  ])('%s', async (_, files, expected) => {
    const { warnings } = await gather(files as Record<string, string>)
    expect([...warnings].sort()).toEqual(expected)
  })
})
