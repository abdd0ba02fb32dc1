import { type Context, directoryOf, evidenceOf } from './context.ts'
import { type Conflict, conflict, side } from './finding.ts'

/** What is run against what is there. */
export function scriptConflicts(context: Context): Conflict[] {
  return [...missingScripts(context), ...testsWithoutTests(context)]
}

/** npm alone fails without the script; for yarn, pnpm and bun the same words may run a binary. */
function missingScripts(context: Context): Conflict[] {
  const optional = new Set(
    (context.ci?.workflows ?? []).flatMap(({ jobs }) =>
      jobs.flatMap(({ commands }) => commands.filter(({ run }) => run.includes('--if-present')).map(({ at }) => at)),
    ),
  )
  return (context.ci?.script_runs ?? []).flatMap(({ script, manager, directory, members, recursive, at }) => {
    if (manager !== 'npm' || directory === null || members.length > 0 || recursive || script === 'start') return []
    const index = (context.manifests ?? []).findIndex(({ path }) => directoryOf(path) === directory)
    const places = at.filter((place) => !optional.has(place))
    const manifest = context.manifests?.[index]
    if (!manifest || places.length === 0 || Object.hasOwn(manifest.scripts, script)) return []
    const message = `CI runs npm run ${script}, which ${manifest.path} does not have`
    const sides = [side('ci', `npm run ${script}`, places), side('scripts', `no ${script}`, scriptPlaces(context, index, manifest.path))]
    return [conflict('ci_script_missing', directory, true, message, sides)]
  })
}

function scriptPlaces(context: Context, index: number, path: string): readonly string[] {
  const found = evidenceOf(context, 'manifests', `${index}.scripts`)
  return found.length > 0 ? found : [path]
}

const REASONS: Readonly<Record<string, string>> = {
  placeholder: 'it is a placeholder',
  no_test_files: 'there is no file of tests that it would find',
  missing_script: 'it runs a script that is not there',
  no_member: 'no member of the workspace has such a script',
}

function testsWithoutTests(context: Context): Conflict[] {
  const test = context.build_system?.commands.test
  const why = REASONS[test?.reason ?? '']
  if (!test || why === undefined) return []
  const runs = (context.ci?.script_runs ?? [])
    .filter(({ script, directory }) => script === 'test' && directory === test.cwd)
    .flatMap(({ at }) => at)
  const declared = side('scripts', test.script ?? test.run, evidenceOf(context, 'build_system', 'commands.test'))
  const files = context.test_inventory?.test_files.total
  const found = (context.test_inventory?.frameworks ?? []).flatMap((_, i) => evidenceOf(context, 'test_inventory', `frameworks.${i}`))
  const sides = [
    declared,
    side(
      'tests',
      files === undefined ? why : `${files} ${files === 1 ? 'file' : 'files'}`,
      found.length > 0 ? found : manifestOf(context, test.cwd, declared.at),
    ),
    ...(runs.length > 0 ? [side('ci', test.run, runs)] : []),
  ]
  return [
    conflict('test_script_without_tests', test.cwd ?? '.', runs.length > 0 || test.reason !== 'placeholder', `${test.run}: ${why}`, sides),
  ]
}

/** The manifests that could have said more; where there are several roots, those of the scripts. */
function manifestOf({ manifests = [] }: Context, directory: string | null, scripts: readonly string[]): readonly string[] {
  const own = manifests.filter(({ path }) => directoryOf(path) === (directory ?? '.')).map(({ path }) => path)
  return own.length > 0 ? own : scripts.map((place) => place.replace(/:\d+$/, ''))
}
