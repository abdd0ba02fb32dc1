// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of compose files are what is tested
import { runProbe } from '@codegenie/core/testing'
import { expect, test } from 'vitest'
import probe from './index.ts'

async function gather(files: Record<string, string>) {
  const run = await runProbe(probe, files)
  if (run.status !== 'ok') throw new Error('skipped')
  return { ...run.slice, evidence: run.evidence, warnings: run.warnings.map(({ code, path }) => `${code} ${path}`) }
}

test('the services of a compose file', async () => {
  const { compose, evidence, types, dockerfiles, warnings } = await gather({
    'docker-compose.yml': `x-env: &env
  NODE_ENV: production
services:
  web:
    image: me:hunter2@r.test/web:1
    build:
      context: ./app
      dockerfile: ops/Web.Dockerfile
      target: prod
      args: {TOKEN: hunter2}
    ports: ["3000:80", "127.0.0.1:9229:9229", "53:53/udp", 8080, "\${PORT:-5000}:5001", "6000-6002:7000-7002"]
    environment:
      <<: *env
      PASSWORD: hunter2
    env_file: .env
    healthcheck:
      test: ["CMD", "curl", "-f", "localhost"]
    depends_on:
      db: {condition: service_healthy}
    volumes: [./data:/data:ro, cache:/cache, /tmp]
    profiles: [full]
    entrypoint: [tini, --]
    command: node server.js
  db:
    image: postgres:16
    environment: [POSTGRES_PASSWORD=hunter2, POSTGRES_USER]
    ports:
      - {target: 5432, published: "5433", protocol: tcp}
    depends_on: []
    healthcheck: {test: [NONE]}
`,
    'app/ops/Web.Dockerfile': 'FROM node:22 AS prod\n',
  })
  const port = (host: number | null, number: number, protocol = 'tcp') => ({ host, port: number, protocol })
  expect(warnings).toEqual([])
  expect(types).toEqual(['docker', 'docker-compose'])
  expect(compose).toEqual([
    {
      path: 'docker-compose.yml',
      reach: 'product',
      kind: 'base',
      includes: [],
      services: [
        {
          name: 'db',
          image: 'postgres:16',
          build: null,
          ports: [port(5433, 5432)],
          env_names: ['POSTGRES_PASSWORD', 'POSTGRES_USER'],
          env_files: [],
          healthcheck: null,
          depends_on: [],
          volumes: [],
          profiles: [],
          entrypoint: null,
          command: null,
          extends: null,
        },
        {
          name: 'web',
          image: 'r.test/web:1',
          build: { context: './app', dockerfile: 'ops/Web.Dockerfile', target: 'prod', arg_names: ['TOKEN'] },
          ports: [
            port(3000, 80),
            port(9229, 9229),
            port(53, 53, 'udp'),
            port(null, 8080),
            port(5000, 5001),
            port(6000, 7000),
            port(6001, 7001),
            port(6002, 7002),
          ],
          env_names: ['NODE_ENV', 'PASSWORD'],
          env_files: ['.env'],
          healthcheck: ['CMD', 'curl', '-f', 'localhost'],
          depends_on: ['db'],
          volumes: ['/data', '/cache', '/tmp'],
          profiles: ['full'],
          entrypoint: ['tini', '--'],
          command: ['node server.js'],
          extends: null,
        },
      ],
    },
  ])
  expect([evidence['compose.0.services.1'], evidence['compose.0.services.1.ports'], evidence['compose.0.services.0.env_names']]).toEqual([
    'docker-compose.yml:4',
    'docker-compose.yml:11',
    'docker-compose.yml:26',
  ])
  expect(dockerfiles.map(({ path, referenced_by, targets }) => [path, referenced_by, targets])).toEqual([
    ['app/ops/Web.Dockerfile', ['docker-compose.yml'], ['prod']],
  ])
})

test('files by their names: the base, overrides, variants, stacks, templates, and what they include', async () => {
  const services = 'services:\n  a: {image: x}\n'
  const { compose } = await gather({
    'compose.yaml': `include: [parts/db.yaml]\n${services}  b: {extends: {file: parts/common.yaml, service: base}}\n`,
    'compose.override.yaml': services,
    'docker-compose.prod.yml': services,
    'docker-compose.test.yml': services,
    'docker-stack.yml': services,
    'parts/db.yaml': services,
    'parts/common.yaml': services,
    'ci/docker-compose.yml': 'services:\n  {% include "x" %}\n',
    'docs/compose-guide.yml': 'title: no services\n',
  })
  expect(compose.map(({ path, kind, reach, services: found }) => [path, kind, reach, found.length])).toEqual([
    ['ci/docker-compose.yml', 'template', 'development', 0],
    ['compose.override.yaml', 'override', 'development', 1],
    ['compose.yaml', 'base', 'product', 2],
    ['docker-compose.prod.yml', 'variant', 'product', 1],
    ['docker-compose.test.yml', 'variant', 'test', 1],
    ['docker-stack.yml', 'stack', 'product', 1],
    ['parts/common.yaml', 'variant', 'product', 1],
    ['parts/db.yaml', 'variant', 'product', 1],
  ])
  expect(compose.find(({ kind }) => kind === 'base')).toMatchObject({
    includes: ['parts/db.yaml', 'parts/common.yaml'],
    services: [{ name: 'a' }, { name: 'b', extends: 'parts/common.yaml#base' }],
  })
})

test('what leads out of the repository is said, and not read', async () => {
  const { warnings, compose } = await gather({
    'docker-compose.yml':
      'services:\n  web:\n    build: {context: ../outside}\n    extends: {file: ../outside/x.yaml, service: web}\ninclude: [../outside/y.yaml]\n',
  })
  expect(warnings).toEqual(['compose.path_outside_repo docker-compose.yml'])
  expect(compose[0]!.includes).toEqual([])
})

test('of a file with more services than are read the first are there, and a warning', async () => {
  const services = (count: number) => `services:\n${Array.from({ length: count }, (_, i) => `  s${i}: {image: "a:${i}"}\n`).join('')}`
  const { warnings, compose } = await gather({ 'a/compose.yaml': services(2000), 'b/compose.yaml': services(2001) })
  expect(compose.map((file) => file.services.length)).toEqual([2000, 2000])
  expect(warnings).toEqual(['compose.service_cap_exceeded b/compose.yaml'])
})
