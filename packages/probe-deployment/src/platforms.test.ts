import { runProbe } from '@codegenie/core/testing'
import { toJson } from '@codegenie/workspaces'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import probe from './index.ts'
import { nodeVersion } from './platforms.ts'
import type { Platform } from './schema-platform.ts'
import { tomlLines } from './toml-lines.ts'

async function gather(files: Record<string, string>) {
  const run = await runProbe(probe, files)
  if (run.status !== 'ok') throw new Error('skipped')
  return { ...run.slice, evidence: run.evidence, warnings: run.warnings.map(({ code, path }) => `${code} ${path}`) }
}

/** Only what is said. */
const said = (platforms: readonly Platform[]) =>
  platforms.map((platform) =>
    Object.fromEntries(
      Object.entries(platform).filter(([, value]) => value !== null && (typeof value !== 'object' || Object.keys(value).length > 0)),
    ),
  )

test('each platform says what its file says', async () => {
  const { platforms, types, warnings } = await gather({
    Procfile: '# start\nweb: node dist/main\nrelease: npm run migrate\n',
    'fly.toml':
      'app = "shop"\nprimary_region = "ams"\n[build]\ndockerfile = "other/Dockerfile"\n[env]\nPORT = "8080"\nSECRET = "hunter2"\n[http_service]\ninternal_port = 8080\n[[http_service.checks]]\npath = "/health"\n',
    'serverless.yml':
      'service: api\nprovider:\n  name: aws\n  runtime: nodejs20.x\n  region: eu-west-2\n  environment: {TABLE: x}\nfunctions:\n  get: {handler: src/get.handler}\n',
    'vercel.json': '{"framework": "nextjs", "buildCommand": "npm run build", "regions": ["iad1", "cdg1"], "env": {"KEY": "hunter2"}}',
    'web/wrangler.jsonc': '{\n  // a worker\n  "name": "edge",\n  "main": "src/index.ts",\n  "vars": {"TOKEN": "hunter2",},\n}\n',
    'netlify.toml': '[build]\ncommand = "npm run build"\n[build.environment]\nNODE_VERSION = "20.11"\n',
    'template.yaml':
      'Transform: AWS::Serverless-2016-10-31\nResources:\n  Get:\n    Type: AWS::Serverless::Function\n    Properties:\n      Runtime: nodejs22.x\n      Handler: app.handler\n      Role: !GetAtt R.Arn\n',
    'app.yaml': 'runtime: nodejs22\nservice: api\nenv_variables: {KEY: hunter2}\nentrypoint: node app.js\n',
    'render.yaml':
      'services:\n- {type: web, name: web, runtime: node, region: oregon, startCommand: node a, healthCheckPath: /up, envVars: [{key: TOKEN, value: hunter2}]}\n',
    'ecs/task-definition.json':
      '{"family": "api", "containerDefinitions": [{"name": "api", "image": "r.test/api:1", "portMappings": [{"containerPort": 3000}], "environment": [{"name": "KEY", "value": "hunter2"}], "healthCheck": {"command": ["CMD", "true"]}}]}',
    'infra/cdk.json': '{"app": "npx ts-node bin/app.ts"}',
    'sst.config.ts': 'export default {}',
    '.devcontainer/devcontainer.json': '{"image": "mcr.test/node:1", "forwardPorts": [3000, 9229]}',
  })
  const port = (number: number) => ({ port: number, protocol: 'tcp', name: null })
  const check = (path: string) => ({ type: 'http', path, port: null, port_name: null, command: null })
  expect(warnings).toEqual([])
  expect(said(platforms)).toEqual([
    {
      type: 'devcontainer',
      path: '.devcontainer/devcontainer.json',
      reach: 'development',
      image: 'mcr.test/node:1',
      ports: [port(3000), port(9229)],
    },
    { type: 'heroku', path: 'Procfile', reach: 'product', commands: { release: 'npm run migrate', web: 'node dist/main' } },
    {
      type: 'app-engine',
      path: 'app.yaml',
      reach: 'product',
      name: 'api',
      runtime: 'nodejs22',
      node_version: '22',
      entry: 'node app.js',
      env_names: ['KEY'],
    },
    {
      type: 'ecs',
      path: 'ecs/task-definition.json',
      reach: 'product',
      name: 'api',
      image: 'r.test/api:1',
      ports: [port(3000)],
      env_names: ['KEY'],
      health_checks: [{ type: 'exec', path: null, port: null, port_name: null, command: ['CMD', 'true'] }],
    },
    {
      type: 'fly',
      path: 'fly.toml',
      reach: 'product',
      name: 'shop',
      dockerfile: 'other/Dockerfile',
      ports: [port(8080)],
      env_names: ['PORT', 'SECRET'],
      regions: ['ams'],
      health_checks: [check('/health')],
    },
    { type: 'aws-cdk', path: 'infra/cdk.json', reach: 'product', entry: 'npx ts-node bin/app.ts' },
    {
      type: 'netlify',
      path: 'netlify.toml',
      reach: 'product',
      node_version: '20.11',
      commands: { build: 'npm run build' },
      env_names: ['NODE_VERSION'],
    },
    {
      type: 'render',
      path: 'render.yaml',
      reach: 'product',
      name: 'web',
      runtime: 'node',
      commands: { start: 'node a' },
      env_names: ['TOKEN'],
      regions: ['oregon'],
      health_checks: [check('/up')],
    },
    {
      type: 'serverless',
      path: 'serverless.yml',
      reach: 'product',
      name: 'api',
      runtime: 'nodejs20.x',
      node_version: '20',
      entry: 'src/get.handler',
      env_names: ['TABLE'],
      regions: ['eu-west-2'],
    },
    { type: 'sst', path: 'sst.config.ts', reach: 'product' },
    { type: 'sam', path: 'template.yaml', reach: 'product', runtime: 'nodejs22.x', node_version: '22', entry: 'app.handler' },
    {
      type: 'vercel',
      path: 'vercel.json',
      reach: 'product',
      commands: { build: 'npm run build' },
      env_names: ['KEY'],
      regions: ['cdg1', 'iad1'],
    },
    { type: 'cloudflare-workers', path: 'web/wrangler.jsonc', reach: 'product', name: 'edge', entry: 'src/index.ts', env_names: ['TOKEN'] },
  ])
  expect(types).toEqual([
    'app-engine',
    'aws-cdk',
    'cloudflare-workers',
    'ecs',
    'fly',
    'heroku',
    'netlify',
    'render',
    'sam',
    'serverless',
    'sst',
    'vercel',
  ])
  expect(JSON.stringify(platforms)).not.toContain('hunter2')
})

test('evidence opens to the line, in every format', async () => {
  const { evidence, platforms } = await gather({
    'fly.toml': 'app = "x"\n\n[[services]]\ninternal_port = 1234\n\n[[services]]\n  [[services.http_checks]]\n  path = "/up"\n',
    'wrangler.json': '{\n  // c\n  "name": "x",\n  "env": {"prod": {"vars": {"A": 1}}}\n}',
    Procfile: '\nweb: x\n',
  })
  expect(platforms.map(({ type }) => type)).toEqual(['heroku', 'fly', 'cloudflare-workers'])
  const facts = ['0.commands.web', '1.name', '1.ports', '1.health_checks', '2.name', '2.env_names']
  expect(facts.map((fact) => evidence[`platforms.${fact}`])).toEqual([
    'Procfile:2',
    'fly.toml:1',
    'fly.toml:4',
    'fly.toml:7',
    'wrangler.json:3',
    'wrangler.json:4',
  ])
})

test('a file that another tool uses under the same name is not a platform, a broken one is warned of', async () => {
  const { platforms, warnings } = await gather({
    'app.json': '{"expo": {}}',
    'template.yaml': 'name: x\n',
    'fly.toml': 'app = "hunter2',
    'vercel.json': '{',
  })
  expect(platforms).toEqual([])
  expect(warnings).toEqual(['file.parse_error fly.toml', 'file.parse_error vercel.json'])
})

test.each([
  ['nodejs20.x', '20'],
  ['nodejs22', '22'],
  ['node-18.1', '18.1'],
  ['nodejs:20', '20'],
  ['node', null],
  ['python3.12', null],
  ['edge-node20-x', null],
  [null, null],
])('the runtime %s has Node %s', (runtime, version) => expect(nodeVersion(runtime)).toBe(version))

test('JSON with comments is JSON of the same length, and JSON is left as it is', () => {
  const text = '{\n  // a "quoted" one\n  "url": "http://x", /* b\n */ "list": [1, 2, ], "s": "a,]",\n}'
  expect(JSON.parse(toJson(text))).toEqual({ url: 'http://x', list: [1, 2], s: 'a,]' })
  expect(toJson(text)).toHaveLength(text.length)
  fc.assert(
    fc.property(fc.json(), (json) => {
      expect(toJson(json)).toBe(json)
    }),
  )
  fc.assert(
    fc.property(fc.string(), (any) => {
      expect(toJson(any).split('\n')).toHaveLength(any.split('\n').length)
    }),
  )
})

test('lines of a TOML file, by path', () => {
  expect(Object.fromEntries(tomlLines('a = 1\n[b.c]\n"d" = 2\n[[e]]\nf = 1\n[[e]]\nf = 2\n[[e.g]]\nh.i = 3\n# j = 1\n'))).toEqual({
    a: 1,
    'b.c': 2,
    'b.c.d': 3,
    'e.0': 4,
    'e.0.f': 5,
    'e.1': 6,
    'e.1.f': 7,
    'e.1.g.0': 8,
    'e.1.g.0.h.i': 9,
  })
})
