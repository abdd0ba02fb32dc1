import { nameOf } from './calls.ts'
import { isDeploy } from './deploy.ts'
import { imageBuild } from './image-build.ts'
import { packageCall } from './package-script.ts'
import { taskCall } from './task-runner.ts'

/** What a command is for. */
export const ROLES = ['build', 'deploy', 'format', 'image_build', 'install', 'lint', 'test', 'typecheck'] as const
export type Role = (typeof ROLES)[number]

/** What a command is for, by the programs that it runs; several for `turbo run build test`, none where it cannot be told. Sorted. */
export function rolesOf(calls: readonly (readonly string[])[]): Role[] {
  const found = new Set(calls.flatMap((call) => rolesOfCall(call)))
  return ROLES.filter((role) => found.has(role))
}

function rolesOfCall(call: readonly string[], depth = 0): Role[] {
  const tasks = taskCall(call)
  if (tasks) return tasks.tasks.flatMap(roleOfScript)
  const packages = packageCall(call)
  if (packages && depth < 3) {
    if (packages.does === 'install') return call.includes('-g') || call.includes('--global') ? [] : ['install']
    if (packages.does === 'publish') return ['deploy']
    if (packages.does === 'script') {
      const byName = packages.scripts.flatMap(roleOfScript)
      return byName.length > 0 || packages.words[0] === 'run' ? byName : rolesOfCall(packages.words, depth + 1)
    }
    if (packages.does === 'exec') return rolesOfCall(packages.words, depth + 1)
  }
  return [...(imageBuild(call) ? (['image_build'] as const) : []), ...(isDeploy(call) ? (['deploy'] as const) : []), ...roleOfProgram(call)]
}

/** Words of script names and targets, and what they stand for. */
const NAMES = lookup({
  test: 'test tests tested spec specs e2e unit integration cypress playwright vitest jest mocha karma coverage cov smoke acceptance regression functional',
  lint: 'lint linting eslint stylelint tslint oxlint xo',
  format: 'format fmt prettier formatting',
  typecheck: 'typecheck typechecks types type tsc typescript',
  build: 'build builds compile bundle dist webpack vite rollup',
  deploy: 'deploy deploys release publish',
})

/** By the first word of the name that says it: `test:unit`, `ci:test`, `check-types`; a mere `check` is a lint. */
function roleOfScript(name: string): Role[] {
  const tokens = name
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
  if (tokens.includes('install') || tokens.includes('image')) return []
  for (const token of tokens) {
    const role = NAMES.get(token)
    if (role) return [role]
  }
  return tokens.includes('check') ? ['lint'] : []
}

const PROGRAMS = lookup({
  test: `jest vitest mocha ava tap karma jasmine wdio testcafe pytest tox nox rspec phpunit ctest bats tape uvu web-test-runner wtr cucumber-js
    codeceptjs nightwatch detox|playwright test|cypress run|go test|cargo test|cargo nextest|dotnet test|deno test|bun test|mvn test|mvn verify
    |gradle test|gradle check|gradlew test|gradlew check|mvnw test|mvnw verify|terraform test|tofu test|helm test|flutter test|swift test|mix test|rake test
    |rake spec|rails test|ng test|ng e2e|react-scripts test|vue-cli-service test|sbt test|bazel test|k6 run|newman run|forge test|hardhat test|zig test`,
  lint: `eslint biome oxlint stylelint xo standard tslint jshint golangci-lint hadolint shellcheck yamllint actionlint zizmor markdownlint
    markdownlint-cli2 ruff flake8 pylint commitlint rubocop publint knip depcheck attw cspell tflint checkov|helm lint|go vet|cargo clippy
    |terraform validate|tofu validate|packer validate|ng lint|next lint|ct lint|buf lint`,
  format: 'prettier dprint black gofmt gofumpt|cargo fmt|go fmt|terraform fmt|tofu fmt|packer fmt|cue fmt|biome format|deno fmt',
  typecheck: 'vue-tsc mypy pyright svelte-check tsd|astro check|deno check|nuxi typecheck',
  build: `webpack rollup esbuild tsup tsdown rspack rsbuild parcel ncc electron-builder goreleaser build-storybook|vite build|next build
    |nuxt build|nuxt generate|nuxi build|astro build|ng build|go build|cargo build|dotnet build|dotnet publish|mvn package|mvn install|mvn compile|mvnw package
    |mvnw install|gradle build|gradle assemble|gradlew build|gradlew assemble|react-scripts build|vue-cli-service build|nest build|gatsby build|remix build
    |docusaurus build|storybook build|swift build|zig build|sbt compile|sbt package|bazel build|bun build|node-gyp rebuild|node-gyp build
    |mkdocs build|expo export|electron-forge make|electron-forge package|turbo build`,
})

const INTERPRETERS = new Set('node bash sh zsh python python3 ts-node tsx bun ruby pwsh'.split(' '))
const TARGETS = new Set(['make', 'just', 'task', 'gmake', 'rake', 'invoke'])

function roleOfProgram([program = '', ...rest]: readonly string[]): Role[] {
  const name = nameOf(program)
  const plain = rest.filter((word) => !word.startsWith('-'))
  if (name === 'tsc') return rest.includes('--noEmit') ? ['typecheck'] : ['build']
  if (name === 'node' && rest.includes('--test')) return ['test']
  if (isComposeTest(name, rest)) return ['test']
  const known = PROGRAMS.get(`${name} ${plain[0] ?? ''}`) ?? PROGRAMS.get(name)
  if (known) return [known]
  if (TARGETS.has(name))
    return plain.length === 0 && name === 'make' ? ['build'] : plain.filter((word) => !word.includes('=')).flatMap(roleOfScript)
  const file = INTERPRETERS.has(name) ? plain[0] : program.includes('/') ? program : undefined
  return file === undefined ? [] : roleOfFile(file)
}

/** `docker compose up --exit-code-from app`: it ends as the tests in that container do. */
function isComposeTest(name: string, rest: readonly string[]): boolean {
  const isCompose = name === 'docker-compose' || (name === 'docker' && rest[0] === 'compose')
  return isCompose && rest.includes('up') && rest.some((word) => /^--(?:exit-code-from|abort-on-container-(?:exit|failure))/.test(word))
}

/** `./test/e2e.sh`, `scripts/build.js`: by the first word of its name, or by the directory of tests that a shell script lies in. */
function roleOfFile(path: string): Role[] {
  const steps = path.toLowerCase().split('/')
  const [stem = '', extension = ''] = (steps.pop() ?? '').split('.', 2)
  const [first = ''] = stem.split(/[^a-z0-9]+/)
  const role = NAMES.get(first === 'run' ? (stem.split(/[^a-z0-9]+/)[1] ?? '') : first)
  if (role) return [role]
  const isTest = ['test', 'tests', 'e2e'].includes(steps.at(-1) ?? '')
  return isTest && (extension === 'sh' || extension === '') ? ['test'] : []
}

/** `{ role: 'a b|c d' }`: words apart, names of two words between bars. */
function lookup(table: Partial<Record<Role, string>>): ReadonlyMap<string, Role> {
  const entries = Object.entries(table) as [Role, string][]
  return new Map(
    entries.flatMap(([role, text]) => {
      const [single = '', ...pairs] = text.split('|')
      return [...single.split(/\s+/), ...pairs.map((pair) => pair.trim())].map((name) => [name, role] as const)
    }),
  )
}
