import { type Action, EMPTY_JOB, joinPath, type Pipeline, type Repo, type Script, type Step, scriptsOf } from './model.ts'
import { get, isMap, itemsOf, type Node, placeOf, textMap, textOf, textsOf } from './node.ts'
import { foundIn, imageVersion, withoutTag } from './node-version.ts'
import { noteSecret } from './secrets.ts'

/** Google Cloud Build; what starts it is configured elsewhere: https://cloud.google.com/build/docs/build-config-file-schema */
export async function readCloudBuild(repo: Repo, paths: readonly string[]): Promise<Pipeline[]> {
  const pipelines: Pipeline[] = []
  for (const path of paths) {
    const root = await repo.open(path)
    const list = get(root, 'steps')
    if (root === undefined || list === undefined) continue
    const nodes = itemsOf(list).filter(isMap)
    for (const node of nodes) for (const item of itemsOf(get(node, 'secretEnv'))) noteSecret(repo, textOf(item) ?? '', placeOf(item))
    const fill = filler(textMap(get(root, 'substitutions')))
    const images = nodes.flatMap((node) => fill(textOf(get(node, 'name')) ?? ''))
    const names = [...nodes.flatMap((node) => get(node, 'name') ?? []), ...itemsOf(get(root, 'substitutions'))]
    const versions = images.flatMap((image) => imageVersion(image) ?? [])
    const job = {
      ...EMPTY_JOB,
      id: 'build',
      place: placeOf(list),
      runsOn: textsOf(get(root, 'options', 'machineType')),
      nodeVersions: foundIn(versions, names),
      steps: nodes.flatMap((node) => readStep(node, fill)),
      pushed: textsOf(get(root, 'images')).map(fill),
    }
    pipelines.push({ path, provider: 'google_cloud_build', name: null, triggers: [], permissions: null, jobs: [job], isEntry: true })
  }
  return pipelines
}

/** A step runs an image: its script, what `bash -c` is given, or its entry point with arguments. */
function readStep(node: Node, fill: (text: string) => string): Step[] {
  const image = fill(textOf(get(node, 'name')) ?? '')
  const name = textOf(get(node, 'id')) ?? null
  const directory = joinPath('.', textOf(get(node, 'dir')) ?? '')
  const place = placeOf(get(node, 'name') ?? node)
  const action: Action = { kind: 'action', name, ref: image, known: '', inputs: new Map(), place }
  const script = scriptsOf(get(node, 'script'), { name, directory }).map((each) => ({ ...each, text: fill(each.text) }))
  if (script.length > 0) return [action, ...script]
  const args = itemsOf(get(node, 'args'))
  const entrypoint = textOf(get(node, 'entrypoint')) ?? ''
  const dash = args.findIndex((arg) => /^-[a-z]+$/.test(textOf(arg) ?? '') && textOf(arg)!.includes('c'))
  if (/(?:^|\/)(?:ba|z|da)?sh$/.test(entrypoint) && dash !== -1) {
    // `-ceuo pipefail TEXT`: the option o takes a word of its own.
    const text = args[dash + (/o/.test(textOf(args[dash]) ?? '') ? 2 : 1)]
    return [action, ...scriptsOf(text, { name, directory }).map((each) => ({ ...each, text: fill(each.text) }))]
  }
  const program = entrypoint || programOf(image)
  const words = args.flatMap((arg) => textOf(arg) ?? []).map(fill)
  if (program === '' || words.length === 0) return [{ ...action, known: withoutTag(image) }]
  const argsPlace = placeOf(get(node, 'args') ?? node)
  const command: Script = {
    kind: 'script',
    name,
    text: [program, ...words.map(quoted)].join(' '),
    place: () => argsPlace,
    directory,
    dialect: 'posix',
  }
  return [action, command]
}

/** What a file sets by itself; a trigger may set it otherwise: https://cloud.google.com/build/docs/configuring-builds/substitute-variable-values */
function filler(values: ReadonlyMap<string, string>): (text: string) => string {
  const once = (text: string) =>
    text.replace(
      /\$\{(_[A-Z0-9_]+)\}|\$(_[A-Z0-9_]+)/g,
      (whole, braced?: string, bare?: string) => values.get(braced ?? bare ?? '') ?? whole,
    )
  return values.size === 0 ? (text) => text : once
}

/** Images of builders are called for what they run. */
function programOf(image: string): string {
  if (image.includes('kaniko-project/executor')) return '/kaniko/executor'
  const found = /^(?:gcr\.io\/cloud-builders|gcr\.io\/google\.com\/cloudsdktool|gcr\.io\/k8s-skaffold)\/([\w-]+)/.exec(image)?.[1]
  return found === 'cloud-sdk' ? 'gcloud' : (found ?? '')
}

function quoted(word: string): string {
  return /^[\w@%+=:,./${}-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
