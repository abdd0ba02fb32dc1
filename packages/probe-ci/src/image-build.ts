import { nameOf } from './calls.ts'

/** A command that builds a container image. */
export interface ImageBuild {
  readonly dockerfile: string | null
  readonly context: string | null
  readonly tags: readonly string[]
  readonly pushes: boolean
}

/** Options of the builders that take a value in the next word. */
const VALUED = new Set(
  `-f --file -t --tag --build-arg --label -l --target --platform --cache-from --cache-to --network --secret --ssh --output -o --progress
  --iidfile --metadata-file --add-host --build-context --builder --shm-size --ulimit -m --memory --isolation --attest --annotation --set
  --dockerfile --context --destination -d -c --config --app -a --image-label --build-target --region -p --profile --default-repo --env -e
  --registry -r --image -n --namespace --project --timeout`.split(/\s+/),
)

/** Program and subcommands, and how many words of the call these are. */
const BUILDERS: readonly (readonly string[])[] = [
  ['docker', 'build'],
  ['docker', 'image', 'build'],
  ['docker', 'buildx', 'build'],
  ['docker', 'buildx', 'bake'],
  ['docker', 'builder', 'build'],
  ['docker', 'compose', 'build'],
  ['docker-compose', 'build'],
  ['podman', 'build'],
  ['nerdctl', 'build'],
  ['buildah', 'bud'],
  ['buildah', 'build'],
  ['img', 'build'],
  ['depot', 'build'],
  ['depot', 'bake'],
  ['pack', 'build'],
  ['nixpacks', 'build'],
  ['ko', 'build'],
  ['ko', 'publish'],
  ['skaffold', 'build'],
  ['skaffold', 'run'],
  ['flyctl', 'deploy'],
  ['fly', 'deploy'],
  ['gcloud', 'builds', 'submit'],
  ['az', 'acr', 'build'],
  ['heroku', 'container:push'],
  ['s2i', 'build'],
  ['werf', 'build'],
  ['hokusai', 'build'],
]
const PROGRAMS = new Set(BUILDERS.map(([program]) => program))
/** These push what they build. */
const PUSHING = new Set(['ko', 'gcloud', 'az', 'heroku'])

/** Reads a call (words of one program) that builds a container image; `undefined` for any other. */
export function imageBuild(call: readonly string[]): ImageBuild | undefined {
  const [program = ''] = call
  if (program.endsWith('kaniko/executor')) return { ...readOptions(call.slice(1)), pushes: !call.includes('--no-push') }
  const name = nameOf(program)
  if (!PROGRAMS.has(name)) return undefined
  const kaniko = call.includes('run') ? call.findIndex((word) => word.includes('kaniko-project/executor')) : -1
  if (kaniko !== -1) return { ...readOptions(call.slice(kaniko + 1)), pushes: !call.includes('--no-push') }
  const words = [name, ...call.slice(1)]
  const plain = plainWords(words)
  const builder = BUILDERS.find((names) => names.every((each, i) => plain[i] === each))
  if (!builder) return undefined
  const { rest, values } = afterBuilder(words, builder)
  if ((builder[0] === 'flyctl' || builder[0] === 'fly') && values.has('--image')) return undefined
  const build = builder[0] === 'pack' ? packOptions(rest) : readOptions(rest)
  const pushes = rest.includes('--push') || PUSHING.has(builder[0] ?? '') || rest.some((word) => /type=registry|push=true/.test(word))
  return isBake(builder) ? { ...build, context: null, pushes } : { ...build, pushes }
}

/** https://buildpacks.io/docs/for-platform-operators/how-to/build-inputs/specify-application-source/ */
function packOptions(words: readonly string[]): Omit<ImageBuild, 'pushes'> {
  const { tags } = readOptions(words)
  const path = words.flatMap((word, i) =>
    word === '-p' || word === '--path' ? (words[i + 1] ?? []) : word.startsWith('--path=') ? word.slice(7) : [],
  )
  const [image] = words.filter((word) => !word.startsWith('-'))
  return { dockerfile: null, context: path[0] ?? '.', tags: image === undefined ? tags : [image, ...tags] }
}

function isBake(builder: readonly string[]): boolean {
  return (
    builder.includes('bake') ||
    builder.includes('compose') ||
    ['docker-compose', 'skaffold', 'flyctl', 'fly', 'heroku', 'hokusai'].includes(builder[0] ?? '')
  )
}

/** Without options: `docker compose build` of `docker compose -f x.yml build`. */
function plainWords(words: readonly string[]): string[] {
  const plain: string[] = []
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!
    if (!word.startsWith('-')) plain.push(word)
    else if (VALUED.has(word)) i++
  }
  return plain
}

function afterBuilder(words: readonly string[], builder: readonly string[]): { rest: string[]; values: Set<string> } {
  const rest = words.slice(words.indexOf(builder.at(-1)!) + 1)
  return { rest, values: new Set(rest.map((word) => word.split('=')[0] ?? '')) }
}

function readOptions(words: readonly string[]): Omit<ImageBuild, 'pushes'> {
  const value = (...names: string[]) =>
    words.flatMap((word, i) => {
      const at = word.indexOf('=')
      if (at > 0 && names.includes(word.slice(0, at))) return [word.slice(at + 1)]
      return names.includes(word) && words[i + 1] !== undefined ? [words[i + 1]!] : []
    })
  return {
    dockerfile: value('-f', '--file', '--dockerfile')[0] ?? null,
    context: value('--context')[0] ?? plainWords(words).findLast((word) => !/^[<>&\d]/.test(word)) ?? null,
    tags: value('-t', '--tag', '--destination', '-d'),
  }
}
