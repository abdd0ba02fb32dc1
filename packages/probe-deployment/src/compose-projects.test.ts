import { runProbe } from '@codegenie/core/testing'
import { describe, expect, it } from 'vitest'
import probe from './index.ts'

async function projects(files: Record<string, string>) {
  const run = await runProbe(probe, files)
  if (run.status !== 'ok') throw new Error('skipped')
  return { ...run.slice, evidence: run.evidence, warnings: run.warnings.map(({ code, path }) => `${code} ${path}`) }
}
/** What is not empty of a service. */
const said = (service: object) =>
  Object.fromEntries(Object.entries(service).filter(([, value]) => value !== null && !(Array.isArray(value) && value.length === 0)))

describe('the override beside the base', () => {
  const files = {
    'app/docker-compose.yml': `services:
  web:
    build: ./web
    image: acme/web
    command: node server.js
    environment: {A: "1", B: "2"}
    env_file: common.env
    ports: ["3000:80", "127.0.0.1:9229:9229"]
    volumes: ["./src:/src", "cache:/cache"]
    depends_on: [db]
    healthcheck: {test: ["CMD", "true"], interval: 5s}
    profiles: [full]
  db:
    image: postgres:16
`,
    'app/docker-compose.override.yml': `services:
  web:
    build: {target: dev, args: [TOKEN=x]}
    command: [node, --watch, server.js]
    environment:
      - B=3
      - C
    env_file: [dev.env]
    ports: ["3000:80", "4000:81"]
    volumes: ["./other:/src:ro"]
    depends_on:
      cache: {condition: service_started}
    healthcheck: {test: curl localhost}
  cache:
    image: redis:7
`,
    'app/web/Dockerfile': 'FROM node:22 AS dev\nFROM node:22\n',
  }

  it('is merged as compose merges it, and each file says what it says', async () => {
    const { compose_projects, compose, dockerfiles, warnings } = await projects(files)
    expect(warnings).toEqual([])
    expect(compose.map(({ path, services }) => [path, services.map(({ name }) => name)])).toEqual([
      ['app/docker-compose.override.yml', ['cache', 'web']],
      ['app/docker-compose.yml', ['db', 'web']],
    ])
    expect(compose_projects.map((project) => ({ ...project, services: project.services.map(said) }))).toEqual([
      {
        path: 'app/docker-compose.yml',
        files: ['app/docker-compose.yml', 'app/docker-compose.override.yml'],
        extended: [],
        reach: 'development',
        services: [
          { name: 'cache', image: 'redis:7' },
          { name: 'db', image: 'postgres:16' },
          {
            name: 'web',
            image: 'acme/web',
            build: { context: './web', dockerfile: null, target: 'dev', arg_names: ['TOKEN'] },
            command: ['node', '--watch', 'server.js'],
            env_names: ['A', 'B', 'C'],
            env_files: ['common.env', 'dev.env'],
            ports: [
              { host: 3000, port: 80, protocol: 'tcp' },
              { host: 9229, port: 9229, protocol: 'tcp' },
              { host: 4000, port: 81, protocol: 'tcp' },
            ],
            volumes: ['/src', '/cache'],
            depends_on: ['cache', 'db'],
            healthcheck: ['curl localhost'],
            profiles: ['full'],
          },
        ],
      },
    ])
    expect(dockerfiles[0]).toMatchObject({
      referenced_by: ['app/docker-compose.override.yml', 'app/docker-compose.yml'],
      targets: ['dev'],
    })
  })

  it('is proven by the lines of both', async () => {
    const { evidence } = await projects(files)
    const of = (fact: string) => evidence[`compose_projects.0.${fact}`]
    expect(of('services.2')).toEqual(['app/docker-compose.yml:2', 'app/docker-compose.override.yml:2'])
    expect(of('services.2.ports')).toEqual(['app/docker-compose.yml:8', 'app/docker-compose.override.yml:9'])
    expect(of('services.2.command')).toBe('app/docker-compose.override.yml:4')
    expect(of('services.2.image')).toBe('app/docker-compose.yml:4')
  })

  it('may take back or replace what the base says', async () => {
    const { compose_projects } = await projects({
      'compose.yaml':
        'services:\n  a:\n    image: x\n    ports: ["1:1"]\n    command: a\n    environment: {A: "1", B: "2"}\n    volumes: ["a:/a"]\n',
      'compose.override.yaml':
        'services:\n  a:\n    ports: !override\n      - "2:2"\n    command: !reset null\n    environment:\n      A: !reset null\n    volumes: !reset []\n',
    })
    expect(compose_projects[0]!.services.map(said)).toEqual([
      { name: 'a', image: 'x', ports: [{ host: 2, port: 2, protocol: 'tcp' }], env_names: ['B'] },
    ])
  })
})

describe('files beside the base', () => {
  it('that say nothing of what runs are laid over it', async () => {
    const { compose_projects } = await projects({
      'docker-compose.yml': 'services:\n  web: {image: acme/web}\n',
      'docker-compose.test.yml': 'services:\n  web:\n    command: npm test\n',
      'docker-compose.other.yml': 'services:\n  web: {image: acme/other}\n',
    })
    expect(compose_projects.map(({ files, reach, services }) => [files, reach, services.map(said)])).toEqual([
      [['docker-compose.yml', 'docker-compose.test.yml'], 'test', [{ name: 'web', image: 'acme/web', command: ['npm test'] }]],
    ])
  })

  it('that are included are part of it', async () => {
    const { compose_projects } = await projects({
      'compose.yaml': 'include: [infra/db.yaml, {path: [infra/mq.yaml]}]\nservices:\n  web: {image: acme/web}\n',
      'infra/db.yaml': 'services:\n  db: {build: ./pg}\n',
      'infra/mq.yaml': 'services:\n  mq: {image: mq}\n',
    })
    expect(compose_projects).toMatchObject([
      {
        files: ['infra/db.yaml', 'infra/mq.yaml', 'compose.yaml'],
        services: [{ name: 'db', build: { context: 'infra/pg' } }, { name: 'mq' }, { name: 'web' }],
      },
    ])
  })
})

describe('extends', () => {
  it('follows services of the file and of others', async () => {
    const { compose_projects, warnings } = await projects({
      'compose.yaml':
        'services:\n  base: {image: x, environment: {A: "1"}}\n  web:\n    extends: base\n    environment: {B: "2"}\n  api:\n    extends: {file: common/services.yaml, service: app}\n    ports: ["1:1"]\n',
      'common/services.yaml': 'services:\n  app:\n    extends: {service: root}\n    build: ./app\n  root: {ports: ["2:2"], user: node}\n',
    })
    expect(warnings).toEqual([])
    expect(compose_projects.map(({ files, extended }) => [files, extended])).toEqual([
      [['common/services.yaml'], []],
      [['compose.yaml'], ['common/services.yaml']],
    ])
    expect(compose_projects[1]!.services.map(said)).toEqual([
      {
        name: 'api',
        build: { context: 'common/app', dockerfile: null, target: null, arg_names: [] },
        ports: [
          { host: 2, port: 2, protocol: 'tcp' },
          { host: 1, port: 1, protocol: 'tcp' },
        ],
      },
      { name: 'base', image: 'x', env_names: ['A'] },
      { name: 'web', image: 'x', env_names: ['A', 'B'] },
    ])
  })

  it('that leads nowhere or back to itself is said', async () => {
    const { compose_projects, warnings } = await projects({
      'compose.yaml': 'services:\n  a: {extends: b}\n  b: {extends: a, image: x}\n  c: {extends: {file: none.yaml, service: x}}\n',
    })
    expect(warnings).toEqual(['compose.extends_unresolved compose.yaml'])
    expect(compose_projects[0]!.services.map(({ name, image }) => [name, image])).toEqual([
      ['a', 'x'],
      ['b', 'x'],
      ['c', null],
    ])
  })
})
