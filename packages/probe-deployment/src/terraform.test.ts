// biome-ignore-all lint/suspicious/noTemplateCurlyInString: interpolations of HCL are what is tested
import { readFileSync } from 'node:fs'
import { contractViolations, runProbe } from '@codegenie/core/testing'
import { describe, expect, it } from 'vitest'
import withoutOptions, { deployment } from './index.ts'

const SECRET = 'hunter2-0123456789'
const FILES = {
  'infra/main.tf': `terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = { source = "hashicorp/aws", version = "~> 5.0" }
  }
  backend "s3" { bucket = "state" }
}
provider "aws" {
  region     = "eu-west-1"
  secret_key = "${SECRET}"
}
provider "random" {}
module "web" {
  source = "./modules/web"
}
module "vpc" {
  source  = "git::https://user:${SECRET}@git.test/vpc.git?ref=v1"
  version = "5.1.0"
}
`,
  'infra/modules/web/main.tf': `resource "aws_lambda_function" "api" {
  runtime = "nodejs22.x"
  handler = "index.handler"
  environment {
    variables = merge({ TOKEN = "${SECRET}", URL = var.url }, local.more)
  }
}
resource "aws_ecs_task_definition" "web" {
  container_definitions = jsonencode([{
    name         = "web"
    image        = "\${aws_ecr_repository.web.repository_url}:v1"
    portMappings = [{ containerPort = 3000 }]
    environment  = [{ name = "NODE_ENV", value = "production" }]
    secrets      = [{ name = "DB", valueFrom = "${SECRET}" }]
  }])
}
resource "google_cloud_run_v2_service" "run" {
  template {
    containers {
      image = "u:${SECRET}@gcr.test/shop/run:1.2"
      ports { container_port = 8080 }
      env {
        name  = "MODE"
        value = "${SECRET}"
      }
    }
  }
}
resource "google_compute_instance" "vm" { boot_disk { initialize_params { image = "debian-cloud/debian-12" } } }
resource "aws_s3_bucket" "b" {}
`,
  'infra/modules/web/old.tf':
    'resource "aws_ecs_task_definition" "old" {\n  container_definitions = <<EOF\n[{"image": "acme/old:1", "portMappings": [{"containerPort": 80}, {"containerPort": 8.5}]}]\nEOF\n}\n',
  'infra/json/main.tf.json':
    '{\n  "terraform": {"required_version": "1.9"},\n  "resource": {\n    "docker_container": {\n      "web": {"image": "acme/web:2", "env": ["A=1"]}\n    }\n  }\n}\n',
}

async function read(files: Record<string, string>) {
  const run = await runProbe(deployment({ terraform: true }), files)
  if (run.status !== 'ok') throw new Error('skipped')
  return { terraform: run.slice.terraform, run, warnings: run.warnings.map(({ code, path }) => `${code} ${path}`) }
}

describe('without the option', () => {
  it('nothing is read, and that is said', async () => {
    const run = await runProbe(withoutOptions, FILES)
    expect(run).toMatchObject({
      slice: { types: ['terraform'], terraform: { status: 'skipped', files: Object.keys(FILES).sort() } },
      warnings: [{ code: 'terraform.skipped' }],
    })
  })
  it('samples are no gap', async () => {
    expect(await runProbe(withoutOptions, { 'examples/x/main.tf': '' })).toMatchObject({ slice: { types: [] }, warnings: [] })
  })
})

describe('with the option', () => {
  it('keeps the contract', async () => {
    const readme = readFileSync(`${import.meta.dirname}/../README.md`, 'utf8')
    expect(await contractViolations(deployment({ terraform: true }), FILES, { readme })).toEqual([])
  })

  it('reads configurations by directory', async () => {
    const { terraform, warnings } = await read(FILES)
    const none = { images: [], runtime: null, entry: null, ports: [], env_names: [] }
    const task = { type: 'aws_ecs_task_definition', ...none }
    const web = 'infra/modules/web/main.tf'
    expect(terraform).toEqual({
      status: 'read',
      files: Object.keys(FILES).sort(),
      configurations: [
        {
          path: 'infra',
          reach: 'product',
          required_version: '>= 1.5',
          backend: 's3',
          providers: [
            { name: 'aws', source: 'hashicorp/aws', version: '~> 5.0', regions: ['eu-west-1'] },
            { name: 'random', source: null, version: null, regions: [] },
          ],
          modules: [
            { name: 'vpc', source: 'git::https://git.test/vpc.git?ref=v1', version: '5.1.0', path: null },
            { name: 'web', source: './modules/web', version: null, path: 'infra/modules/web' },
          ],
          resources: [],
        },
        {
          path: 'infra/json',
          reach: 'product',
          required_version: '1.9',
          backend: null,
          providers: [],
          modules: [],
          resources: [
            { type: 'docker_container', name: 'web', file: 'infra/json/main.tf.json', ...none, images: ['acme/web:2'], env_names: ['A'] },
          ],
        },
        {
          path: 'infra/modules/web',
          reach: 'product',
          required_version: null,
          backend: null,
          providers: [],
          modules: [],
          resources: [
            { ...task, name: 'old', file: 'infra/modules/web/old.tf', images: ['acme/old:1'], ports: [80] },
            {
              ...task,
              name: 'web',
              file: web,
              images: ['${aws_ecr_repository.web.repository_url}:v1'],
              ports: [3000],
              env_names: ['DB', 'NODE_ENV'],
            },
            {
              ...none,
              type: 'aws_lambda_function',
              name: 'api',
              file: web,
              runtime: 'nodejs22.x',
              entry: 'index.handler',
              env_names: ['TOKEN', 'URL'],
            },
            { ...none, type: 'aws_s3_bucket', name: 'b', file: web },
            {
              ...none,
              type: 'google_cloud_run_v2_service',
              name: 'run',
              file: web,
              images: ['gcr.test/shop/run:1.2'],
              ports: [8080],
              env_names: ['MODE'],
            },
            { ...none, type: 'google_compute_instance', name: 'vm', file: web },
          ],
        },
      ],
    })
    expect(warnings).toEqual([])
  })

  it('has lines for all of it, and no value of a secret', async () => {
    const { run } = await read(FILES)
    const of = (fact: string) => run.evidence[`terraform.configurations.${fact}`]
    expect(
      ['0.required_version', '0.backend', '0.providers.0', '0.providers.1', '0.modules.1', '1.resources.0', '2.resources.2'].map(of),
    ).toEqual([
      'infra/main.tf:2',
      'infra/main.tf:6',
      'infra/main.tf:4',
      'infra/main.tf:12',
      'infra/main.tf:13',
      'infra/json/main.tf.json:5',
      'infra/modules/web/main.tf:1',
    ])
    expect(JSON.stringify(run)).not.toContain(SECRET)
  })

  it('says what it could not read', async () => {
    const { warnings } = await read({
      'a.tf': 'resource "x" {\n???\n',
      'b.tf.json': '{',
      'c.tofu': 'module "out" { source = "../out" }\n',
    })
    expect(warnings).toEqual(['terraform.parse_error a.tf', 'file.parse_error b.tf.json', 'terraform.module_outside_repo c.tofu'])
  })
})
