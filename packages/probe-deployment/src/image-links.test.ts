// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of workflows are what is tested

import { runProbe } from '@codegenie/core/testing'
import ci from '@codegenie/probe-ci'
import { describe, expect, it } from 'vitest'
import probe from './index.ts'

/** As in a gather: with what the probe of CI says of the same files. */
async function gather(files: Record<string, string>) {
  const first = await runProbe(ci, files)
  const run = await runProbe(probe, files, first.status === 'ok' ? { slices: { ci: first.slice } } : {})
  if (run.status !== 'ok') throw new Error('skipped')
  return { ...run.slice, evidence: run.evidence }
}
const workflow = (steps: string) => `on: push\njobs:\n  image:\n    runs-on: ubuntu-latest\n    steps:\n${steps}`
const POD = (image: string) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  template:\n    spec:\n      containers:\n      - name: main\n        image: ${image}\n`

describe('an image', () => {
  const files = {
    'web/Dockerfile': 'FROM node:22 AS build\nFROM node:22 AS prod\n',
    'api/Dockerfile': 'FROM node:22\n',
    'old/Dockerfile': 'FROM node:22\n',
    '.github/workflows/ci.yml': workflow(
      `      - uses: docker/build-push-action@v6
        with: {context: ./web, push: true, tags: "\${{ env.REGISTRY }}/acme/web:\${{ github.sha }}"}
      - run: docker build --target prod -t ghcr.io/acme/api:1 -f api/Dockerfile .
`,
    ),
    'chart/Chart.yaml': 'name: web\n',
    'chart/values.yaml': 'image: {repository: ghcr.io/acme/web, tag: 1}\n',
    'chart/templates/web.yaml': POD('"{{ .Values.image.repository }}:{{ .Values.image.tag }}"'),
    'k8s/jobs.yaml': POD('ghcr.io/acme/jobs:3'),
    'compose.yaml': 'services:\n  db: {image: docker.io/library/postgres:16}\n',
  }

  it('is followed from its Dockerfile to CI, to values and manifests', async () => {
    const { images, evidence } = await gather(files)
    const by = ['.github/workflows/ci.yml']
    expect(images).toEqual([
      { image: '${{ env.REGISTRY }}/acme/web', used_by: [], built_by: by, dockerfiles: ['web/Dockerfile'] },
      { image: 'ghcr.io/acme/api', used_by: [], built_by: by, dockerfiles: ['api/Dockerfile'] },
      { image: 'ghcr.io/acme/jobs', used_by: ['k8s/jobs.yaml'], built_by: [], dockerfiles: [] },
      {
        image: 'ghcr.io/acme/web',
        used_by: ['chart/templates/web.yaml', 'chart/values.yaml'],
        built_by: by,
        dockerfiles: ['web/Dockerfile'],
      },
      { image: 'postgres', used_by: ['compose.yaml'], built_by: [], dockerfiles: [] },
    ])
    expect(evidence['images.3']).toEqual(['.github/workflows/ci.yml:6', 'chart/templates/web.yaml:9', 'chart/values.yaml:1'])
  })

  it('of a namespace of ours that nothing builds is a drift', async () => {
    expect((await gather(files)).drift).toEqual([
      { kind: 'image_not_built', subject: 'ghcr.io/acme/jobs', values: [{ file: 'k8s/jobs.yaml', value: 'ghcr.io/acme/jobs' }] },
    ])
  })

  it('has Dockerfiles that are built, with their targets, and others', async () => {
    const { dockerfiles, evidence } = await gather(files)
    expect(dockerfiles.map(({ path, is_built, referenced_by, targets }) => [path, is_built, referenced_by, targets])).toEqual([
      ['api/Dockerfile', true, ['.github/workflows/ci.yml'], ['prod']],
      ['old/Dockerfile', false, [], []],
      ['web/Dockerfile', true, ['.github/workflows/ci.yml'], []],
    ])
    expect(evidence['dockerfiles.0.referenced_by']).toEqual(['.github/workflows/ci.yml:8'])
  })
})

describe('what cannot be told is null', () => {
  it('without CI', async () => {
    const { images, dockerfiles, drift } = await gather({ Dockerfile: 'FROM node:22\n', 'k8s/a.yaml': POD('acme/web:1') })
    expect(images).toEqual([{ image: 'acme/web', used_by: ['k8s/a.yaml'], built_by: null, dockerfiles: [] }])
    expect(dockerfiles[0]!.is_built).toBeNull()
    expect(drift).toEqual([])
  })
  it('with a build whose tags or Dockerfile only a run knows', async () => {
    const { images, dockerfiles } = await gather({
      Dockerfile: 'FROM node:22\n',
      'k8s/a.yaml': POD('acme/web:1'),
      '.github/workflows/ci.yml': workflow('      - run: docker build -t "$IMAGE" "$CONTEXT"\n'),
    })
    expect(images.map(({ built_by }) => built_by)).toEqual([null])
    expect(dockerfiles[0]!.is_built).toBeNull()
  })
})

it('what builds beside CI builds too', async () => {
  const { images, dockerfiles } = await gather({
    'api/Dockerfile': 'FROM node:22\n',
    'web/Dockerfile': 'FROM node:22\n',
    'compose.yaml': 'services:\n  api: {image: acme/api, build: ./api}\n',
    'docker-bake.json': '{"target": {"web": {"context": "web", "tags": ["acme/web:1"]}}}',
  })
  expect(images).toEqual([
    { image: 'acme/api', used_by: ['compose.yaml'], built_by: ['compose.yaml'], dockerfiles: ['api/Dockerfile'] },
    { image: 'acme/web', used_by: [], built_by: ['docker-bake.json'], dockerfiles: ['web/Dockerfile'] },
  ])
  expect(dockerfiles.map(({ is_built }) => is_built)).toEqual([true, true])
})

it('has no Dockerfile that only the context of another compose file could tell', async () => {
  const { images } = await gather({
    Dockerfile: 'FROM node:22 AS dev\n',
    'compose.yaml': 'services: {web: {image: web, build: .}}\n',
    'perf/docker-compose.jmeter.yaml': 'services: {web: {image: web, build: {target: dev}}}\n',
    'docker-compose.axe.yaml': 'services: {axe: {image: axe, build: {target: dev}}}\n',
  })
  expect(images.map(({ image, dockerfiles }) => [image, dockerfiles])).toEqual([
    ['axe', ['Dockerfile']],
    ['web', ['Dockerfile']],
  ])
})

describe('a Dockerfile that nothing builds', () => {
  const files = {
    'web/Dockerfile': 'FROM node:22\n',
    'old/Dockerfile': 'FROM node:10\n',
    '.github/workflows/ci.yml': workflow('      - run: docker build web\n'),
  }
  const reachOf = async (more: Record<string, string>) => {
    const { dockerfiles } = await gather({ ...files, ...more })
    return dockerfiles.map(({ path, reach, is_built }) => [path, reach, is_built])
  }

  it('is not of the product where CI builds others', async () => {
    expect(await reachOf({})).toEqual([
      ['old/Dockerfile', 'unreferenced', false],
      ['web/Dockerfile', 'product', true],
    ])
  })

  it('may be of the product where CI builds none, or something that is not read may build it', async () => {
    const none = { '.github/workflows/ci.yml': workflow('      - run: npm test\n'), 'compose.yaml': 'services: {web: {build: web}}\n' }
    expect((await reachOf(none))[0]).toEqual(['old/Dockerfile', 'product', false])
    for (const command of ['make docker-old', './scripts/build-images.sh', 'bash ci/docker.sh push', 'npm run docker:old']) {
      const hidden = { '.github/workflows/ci.yml': workflow(`      - run: docker build web\n      - run: ${command}\n`) }
      expect((await reachOf(hidden))[0], command).toEqual(['old/Dockerfile', 'product', null])
    }
  })
})

it('is built by Skaffold and by platforms that count from the root', async () => {
  const { dockerfiles, images, evidence } = await gather({
    'skaffold.yaml': `apiVersion: skaffold/v3
kind: Config
build:
  artifacts:
  - image: web
    context: src/web
  - image: api
    context: src
    docker: {dockerfile: api.Dockerfile, target: prod}
  - image: jvm
    jib: {}
profiles:
- name: debug
  build:
    artifacts: [{image: web, context: src/web, docker: {dockerfile: Dockerfile.debug}}]
`,
    'src/web/Dockerfile': 'FROM node:22\n',
    'src/web/Dockerfile.debug': 'FROM node:22\n',
    'src/api.Dockerfile': 'FROM node:22 AS prod\n',
    'fly.toml': 'app = "x"\n[build]\ndockerfile = "/other/Dockerfile"\n',
    'other/Dockerfile': 'FROM node:22\n',
    '.github/workflows/ci.yml': workflow('      - run: npm test\n'),
  })
  expect(dockerfiles.map(({ path, is_built, targets }, i) => [path, is_built, targets, evidence[`dockerfiles.${i}.is_built`]])).toEqual([
    ['other/Dockerfile', true, [], ['fly.toml:3']],
    ['src/api.Dockerfile', true, ['prod'], ['skaffold.yaml:7']],
    ['src/web/Dockerfile', true, [], ['skaffold.yaml:5']],
    ['src/web/Dockerfile.debug', true, [], ['skaffold.yaml:15']],
  ])
  expect(images.map(({ image, built_by }) => [image, built_by])).toEqual([
    ['api', ['skaffold.yaml']],
    ['web', ['skaffold.yaml']],
  ])
})
