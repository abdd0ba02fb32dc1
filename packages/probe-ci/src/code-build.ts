import { EMPTY_JOB, type Pipeline, type Repo, scriptsOf } from './model.ts'
import { entriesOf, get, type Node, placeOf, textsOf } from './node.ts'
import { noteSecret } from './secrets.ts'

const PHASES = ['install', 'pre_build', 'build', 'post_build']

/** AWS CodeBuild; what starts it is configured elsewhere: https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html */
export async function readCodeBuild(repo: Repo, paths: readonly string[]): Promise<Pipeline[]> {
  const pipelines: Pipeline[] = []
  for (const path of paths) {
    const root = await repo.open(path)
    const phases = get(root, 'phases')
    if (root === undefined || phases === undefined) continue
    for (const store of ['parameter-store', 'secrets-manager'])
      for (const [name, node] of entriesOf(get(root, 'env', store))) noteSecret(repo, name, placeOf(node))
    const steps = PHASES.flatMap((phase) => ['commands', 'finally'].flatMap((key) => scriptsOf(get(phases, phase, key), { name: phase })))
    const job = { ...EMPTY_JOB, id: 'build', place: placeOf(phases), nodeVersions: nodeVersions(phases), steps }
    pipelines.push({ path, provider: 'aws_codebuild', name: null, triggers: [], permissions: null, jobs: [job], isEntry: true })
  }
  return pipelines
}

function nodeVersions(phases: Node): string[] {
  return PHASES.flatMap((phase) => textsOf(get(phases, phase, 'runtime-versions', 'nodejs')))
}
