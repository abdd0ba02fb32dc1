// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of bake files are what is tested
import { runProbe } from '@codegenie/core/testing'
import { expect, test } from 'vitest'
import probe from './index.ts'

async function gather(files: Record<string, string>) {
  const run = await runProbe(probe, files)
  if (run.status !== 'ok') throw new Error('skipped')
  return { ...run.slice, evidence: run.evidence, warnings: run.warnings.map(({ code, path }) => `${code} ${path}`) }
}
const target = { inherits: [], context: null, dockerfile: null, target: null, tags: [], platforms: [], arg_names: [], contexts: [] }

test('targets of a bake file, with what they inherit, and the Dockerfiles that they build', async () => {
  const { bake, dockerfiles, evidence, warnings, types } = await gather({
    'docker-bake.hcl': `variable "TAG" { default = "dev" }
group "default" { targets = ["web", "api"] }
target "_common" {
  platforms = ["linux/amd64", "linux/arm64"]
  args = { NODE = "22", TOKEN = "hunter2" }
}
target "web" {
  inherits   = ["_common"]
  context    = "./web"
  target     = "runtime"
  tags       = ["acme/web:\${TAG}", "acme/web:latest"]
  platforms  = ["linux/amd64"]
  args       = { MODE = "x" }
  contexts   = { base = "target:api" }
}
target "api" { dockerfile = "api/Dockerfile" }
`,
    'web/Dockerfile': 'FROM node:22 AS runtime\nFROM node:22\n',
    'api/Dockerfile': 'FROM node:22\n',
  })
  expect(warnings).toEqual([])
  expect(types).toEqual(['docker'])
  expect(bake).toEqual([
    {
      path: 'docker-bake.hcl',
      reach: 'product',
      groups: [{ name: 'default', targets: ['web', 'api'] }],
      targets: [
        { ...target, name: '_common', platforms: ['linux/amd64', 'linux/arm64'], arg_names: ['NODE', 'TOKEN'] },
        { ...target, name: 'api', dockerfile: 'api/Dockerfile' },
        {
          name: 'web',
          inherits: ['_common'],
          context: './web',
          dockerfile: null,
          target: 'runtime',
          tags: ['acme/web:${TAG}', 'acme/web:latest'],
          platforms: ['linux/amd64'],
          arg_names: ['MODE', 'NODE', 'TOKEN'],
          contexts: ['base'],
        },
      ],
    },
  ])
  expect(dockerfiles.map(({ path, referenced_by, targets }) => [path, referenced_by, targets])).toEqual([
    ['api/Dockerfile', ['docker-bake.hcl'], []],
    ['web/Dockerfile', ['docker-bake.hcl'], ['runtime']],
  ])
  expect(['groups.0', 'targets.0', 'targets.2'].map((fact) => evidence[`bake.0.${fact}`])).toEqual([
    'docker-bake.hcl:2',
    'docker-bake.hcl:3',
    'docker-bake.hcl:7',
  ])
})

test('bake files of JSON, and what compose files say for bake', async () => {
  const { bake, evidence } = await gather({
    'ci/docker-bake.json': '{\n  "target": {\n    "web": {"inherits": ["web"], "tags": ["acme/web:1"]}\n  }\n}\n',
    'compose.yaml':
      'services:\n  api:\n    build:\n      context: api\n      args: [A=1]\n      x-bake:\n        tags: ["acme/api:2"]\n        platforms: [linux/arm64]\n  db: {image: x}\n',
  })
  expect(bake.map(({ path, targets }) => [path, targets])).toEqual([
    ['ci/docker-bake.json', [{ ...target, name: 'web', inherits: ['web'], tags: ['acme/web:1'] }]],
    ['compose.yaml', [{ ...target, name: 'api', context: 'api', tags: ['acme/api:2'], platforms: ['linux/arm64'], arg_names: ['A'] }]],
  ])
  expect([evidence['bake.0.targets.0'], evidence['bake.1.targets.0']]).toEqual(['ci/docker-bake.json:3', 'compose.yaml:6'])
})

test('a bake file that is broken', async () => {
  expect((await gather({ 'docker-bake.hcl': 'target "a" {\n???\n' })).warnings).toEqual(['bake.parse_error docker-bake.hcl'])
})

test('targets that inherit from two others each, many times over, come to an end', async () => {
  const of = (i: number) => ({ inherits: i < 60 ? [`t${i + 1}`, `t${Math.min(i + 2, 60)}`] : [], ...(i === 60 && { context: 'last' }) })
  const targets = Object.fromEntries(Array.from({ length: 61 }, (_, i) => [`t${i}`, of(i)]))
  const { bake } = await gather({ 'docker-bake.json': JSON.stringify({ target: targets }) })
  expect(bake[0]?.targets.map(({ context }) => context)).toEqual(Array.from({ length: 61 }, () => 'last'))
})
