import type { Context } from './context.ts'

const BUILD_SYSTEM: NonNullable<Context['build_system']> = {
  roots: ['.'],
  package_manager: {
    name: 'npm',
    version: null,
    decided_by: 'lockfile',
    source: 'package-lock.json',
    lockfile: 'package-lock.json',
    others: [],
  },
  node: { constraint: null, pinned: null, sources: [], conflicts: [] },
  commands: { install: null, build: null, test: null, lint: null, typecheck: null, format: null, start: null, dev: null },
  alternatives: [],
  packages: [],
  bundlers: [],
  transpilers: [],
  output_artifacts: [],
  tasks: [],
  typescript: null,
}

type Workflow = NonNullable<Context['ci']>['workflows'][number]
type Dockerfile = NonNullable<Context['deployment']>['dockerfiles'][number]

/** An artifact with these slices and nothing else. */
export function contextOf(slices: Partial<Context>, evidence: Readonly<Record<string, Record<string, string>>> = {}): Context {
  const section = (found: Record<string, string>) => ({
    version: '1.0.0',
    status: 'ok' as const,
    confidence: 'high' as const,
    warnings: [],
    evidence: found,
  })
  return {
    repo: { name: 'shop', git_commit: null },
    gather_id: 'a'.repeat(64),
    gather_status: 'complete',
    probe_failures: [],
    probes: Object.fromEntries(Object.entries(evidence).map(([probe, found]) => [probe, section(found)])),
    ...slices,
  }
}

export function buildSystem(more: Partial<NonNullable<Context['build_system']>>): NonNullable<Context['build_system']> {
  return { ...BUILD_SYSTEM, ...more }
}

/** What engines and a file of a version manager say. */
export function node(engines: string | null, dev?: string): NonNullable<Context['build_system']>['node'] {
  const sources = [
    ...(engines === null ? [] : [{ role: 'supports' as const, kind: 'engines', value: engines, source: 'package.json:3' }]),
    ...(dev === undefined ? [] : [{ role: 'dev' as const, kind: 'nvmrc', value: dev, source: '.nvmrc:1' }]),
  ]
  return { constraint: engines, pinned: dev ?? null, sources, conflicts: [] }
}

/** A workflow of one job that runs these commands, as tests, from the root. */
export function workflow(versions: readonly string[], commands: readonly string[] = ['npm test'], provider = 'github_actions'): Workflow {
  const at = (line: number) => `ci.yml:${line + 10}`
  const job = {
    id: 'test',
    name: null,
    runs_on: [],
    container: null,
    services: [],
    node_versions: [...versions],
    node_version_files: [],
    node_caches: [],
    concurrency: null,
    environment: null,
    permissions: null,
    uses: [],
    commands: commands.map((run, i) => ({ run, at: at(i), directory: '.', roles: ['test' as const], unresolved: false })),
  }
  return { path: 'ci.yml', provider, name: null, triggers: [], permissions: null, concurrency: null, jobs: [job] }
}

export function ci(workflows: Workflow[], more: Partial<NonNullable<Context['ci']>> = {}): NonNullable<Context['ci']> {
  return {
    providers: [],
    primary_workflow: null,
    workflows,
    node_matrix: [],
    test_commands: [],
    build_commands: [],
    lint_commands: [],
    smoke_tests: [],
    script_runs: [],
    builds_image: false,
    image_builds: [],
    deploys: [],
    secrets_referenced: [],
    reusable: [],
    unresolved: [],
    ...more,
  }
}

export function stage(base_image: string, more: Partial<Dockerfile['stages'][number]> = {}): Dockerfile['stages'][number] {
  const tag = base_image.split(':')[1] ?? null
  return {
    name: null,
    role: 'runtime',
    base_image,
    from_stage: null,
    tag,
    digest: null,
    platform: null,
    family: null,
    node_version: base_image.startsWith('node:') ? (tag?.split('-')[0] ?? null) : null,
    system_packages: { apt: [], apk: [] },
    package_manager_commands: [],
    copies_from: [],
    secret_mounts: [],
    ...more,
  }
}

export function deployment(stages: Dockerfile['stages'], more: Partial<Dockerfile> = {}): NonNullable<Context['deployment']> {
  const final = {
    stage: null,
    user: 'node',
    workdir: null,
    entrypoint: null,
    cmd: { form: 'exec' as const, value: ['node', 'server.js'] },
    exposed_ports: [],
    env_names: [],
    healthcheck: null,
    shell_form: false,
    needs_shell: false,
    needs_package_manager: false,
  }
  const dockerfile = {
    path: 'Dockerfile',
    reach: 'product' as const,
    syntax: null,
    referenced_by: [],
    is_built: true,
    targets: [],
    stages,
    final,
    arg_names: [],
    unresolved: [],
    ...more,
  }
  return {
    types: ['docker'],
    dockerfiles: [dockerfile],
    compose: [],
    compose_projects: [],
    bake: [],
    helm: [],
    kustomize: [],
    kubernetes: [],
    kubernetes_objects: [],
    templates: [],
    platforms: [],
    terraform: null,
    drift: [],
    images: [],
  }
}

export function manifest(more: Partial<NonNullable<Context['manifests']>[number]> = {}): NonNullable<Context['manifests']>[number] {
  return {
    path: 'package.json',
    name: 'shop',
    version: null,
    private: true,
    type: null,
    engines: {},
    direct_dependencies: { production: {}, dev: {}, peer: {}, optional: {} },
    bundled_dependencies: [],
    scripts: {},
    scripts_lifecycle: [],
    workspace_of: null,
    native_source: [],
    locked_dependencies: null,
    lockfiles: [],
    ...more,
  }
}
