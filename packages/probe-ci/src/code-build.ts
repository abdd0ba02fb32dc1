import { EMPTY_JOB, oneShell, type Pipeline, type Repo, scriptsOf } from './model.ts'
import { entriesOf, get, itemsOf, type Node, placeOf, textOf, textsOf } from './node.ts'
import { type Found, foundIn } from './node-version.ts'
import { noteSecret } from './secrets.ts'

const PHASES = ['install', 'pre_build', 'build', 'post_build']

/** AWS CodeBuild; what starts it is configured elsewhere: https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html */
export async function readCodeBuild(repo: Repo, paths: readonly string[]): Promise<Pipeline[]> {
  const pipelines: Pipeline[] = []
  for (const path of paths) {
    const root = await repo.open(path)
    const phases = get(root, 'phases')
    if (root !== undefined) noteBatch(repo, root)
    if (root === undefined || phases === undefined) continue
    for (const store of ['parameter-store', 'secrets-manager'])
      for (const [name, node] of entriesOf(get(root, 'env', store))) noteSecret(repo, name, placeOf(node))
    const scripts = PHASES.flatMap((phase) => ['commands', 'finally'].flatMap((key) => scriptsOf(get(phases, phase, key), { name: phase })))
    // Before 0.2 every command had a shell of its own.
    const steps = textOf(get(root, 'version')) === '0.1' ? scripts : oneShell(scripts)
    const job = { ...EMPTY_JOB, id: 'build', place: placeOf(phases), nodeVersions: nodeVersions(phases), steps }
    pipelines.push({ path, provider: 'aws_codebuild', name: null, triggers: [], permissions: null, jobs: [job], isEntry: true })
  }
  return pipelines
}

/** Builds of a batch with a file of their own: https://docs.aws.amazon.com/codebuild/latest/userguide/batch-build-buildspec.html */
function noteBatch({ has, reused, unresolved }: Repo, root: Node): void {
  for (const kind of ['build-list', 'build-graph', 'build-matrix'])
    for (const item of itemsOf(get(root, 'batch', kind))) {
      const ref = textOf(get(item, 'buildspec'))
      if (ref === undefined || ref.includes('\n')) continue
      const place = placeOf(get(item, 'buildspec') ?? item)
      if (has(ref)) reused.push({ kind: 'include', path: ref, place })
      else unresolved.push({ kind: 'include', ref, reason: 'not_found', place, inputs: new Map() })
    }
}

function nodeVersions(phases: Node): Found[] {
  return PHASES.flatMap((phase) => {
    const node = get(phases, phase, 'runtime-versions', 'nodejs')
    return node === undefined ? [] : foundIn(textsOf(node), [node])
  })
}
