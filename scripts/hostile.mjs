// Runs the packed command line on the hostile repositories: each in namespaces of its own, as another user, with limits, traced, and judged
// by its expectations. hostile-warnings.json translates the warnings that they ask for, and says which we do not share, and why.
//
//   node scripts/run.mjs node scripts/hostile.mjs [--shared DIR] [--short | --only GLOBS] [--slow FACTOR] [--json FILE]
//
// --short is a selection for every change; --slow multiplies the limits of time, for a machine that has other things to do. Needs Linux,
// root, python3, strace and util-linux, and the material in DIR/hostile; says SKIPPED and succeeds without. Exit status 1 when a case fails.
import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { pnpm, root } from './pnpm.mjs'

const SHORT =
  'control-*,yaml-laughs-*,yaml-deep-flow,yaml-control-chars,json-proto,json-deep-package,json-yaml-injection,json-sparse-3gb,fifo-package-json,symlink-out-values,names-*,' +
  'unreadable-*,ws-brace-bomb,ts-extends-fanout,lock-diamond,exec-planted-*,secret-*,out-*-symlink,out-disk-full,out-planted-artifacts,cache-lie,cache-bitflip,racy-same-size-mtime'

/** What the run needs and does not have; `undefined` when it can start. */
export function whatIsMissing(material) {
  if (process.platform !== 'linux' || process.getuid() !== 0) return 'needs Linux and root'
  if (!existsSync(material)) return `nothing at ${material}`
  const tools = ['python3', 'strace', 'unshare', 'setpriv', 'prlimit']
  const absent = tools.find((tool) => spawnSync('which', [tool]).status !== 0)
  if (absent) return `no ${absent}`
  const allowed = ['unshare -m -n -p -f --kill-child --mount-proc true', 'strace -o /dev/null true']
  const refused = allowed.find((command) => spawnSync(command, { shell: true }).status !== 0)
  return refused && `${refused}: not allowed here`
}

/** The command line as it is published, in a directory that anybody may read. */
export async function packedCli(work) {
  const { code } = await pnpm(['-C', 'packages/cli', 'pack', '--pack-destination', work], { stdio: ['ignore', 'ignore', 2] })
  if (code !== 0) throw new Error('pnpm pack failed')
  const tarball = readdirSync(work).find((name) => name.endsWith('.tgz'))
  execFileSync('tar', ['-xzf', join(work, tarball), '-C', work])
  execFileSync('chmod', ['-R', 'a+rX', work])
  return join(work, 'package/dist/cli.js')
}

/** The generator of the cases, between the runner and the real one: it says what we expect. */
function translator(make, slow) {
  const rules = readFileSync(new URL('hostile-warnings.json', import.meta.url), 'utf8')
  return `import importlib.util, json, re
spec = importlib.util.spec_from_file_location("make_hostile_original", ${JSON.stringify(make)})
original = importlib.util.module_from_spec(spec); spec.loader.exec_module(original)
CASES, RULES = original.CASES, json.loads(${JSON.stringify(rules)})
FILE = {"size_cap_exceeded", "symlink_escape", "symlink_loop", "unreadable", "encoding_unsupported"}
def ours(case, code):
    own = RULES["cases"].get(case, {}).get("codes", {})
    if code in own: return own[code]
    if code in RULES["unsaid"] or case + ": " + code in RULES["unsaid"]: return None
    if code in RULES["codes"]: return RULES["codes"][code]
    prefix, problem = code.split(".")
    if prefix in RULES["same"]: return code
    if problem == "not_regular_file": return "walk.not_regular_file"
    return ("lockfile." if prefix.endswith("_lock") and problem not in FILE else "file.") + problem
plain = original.public
def public(c):
    d = json.loads(json.dumps(plain(c)))
    e = d["expect"]
    e.update({k: v for k, v in RULES["expectations"].get(c["id"], {}).items() if k != "why"})
    e["degraded"] = [{**g, "warning": ours(c["id"], g["warning"])} for g in e["degraded"] if ours(c["id"], g["warning"])]
    e["must_exit_within_s"] *= ${slow}
    return d
original.public = public
if __name__ == "__main__": original.main()
`
}

async function main() {
  const { values: options } = parseArgs({
    options: {
      shared: { type: 'string', default: join(root, '../shared') },
      short: { type: 'boolean', default: false },
      only: { type: 'string' },
      slow: { type: 'string', default: '1' },
      json: { type: 'string' },
    },
  })
  const material = resolve(options.shared, 'hostile')
  const missing = whatIsMissing(material)
  if (missing) return void console.log(`SKIPPED: ${missing}`)
  const work = mkdtempSync(join(tmpdir(), 'codegenie-hostile-'))
  try {
    chmodSync(work, 0o755)
    const cli = await packedCli(work)
    symlinkSync(join(material, 'run_corpus.py'), join(work, 'run_corpus.py'))
    writeFileSync(join(work, 'make_hostile.py'), translator(join(material, 'make_hostile.py'), Number(options.slow)))
    const results = options.json ? resolve(options.json) : join(work, 'results.json')
    const only = options.only ?? (options.short ? SHORT : undefined)
    const args = [
      ...['run_corpus.py', '--strict', '--cmd', `ours=${process.execPath} ${cli} gather {repo}`, '--allow-read', join(work, 'package')],
      ...[
        '--corpus',
        join(work, 'corpus'),
        '--work',
        join(work, 'runs'),
        '--json',
        results,
        '--timeout',
        String(20 * Number(options.slow)),
      ],
      ...(only ? ['--only', only] : []),
    ]
    spawnSync('python3', args, { cwd: work, stdio: 'inherit' })
    report(JSON.parse(readFileSync(results, 'utf8')))
  } finally {
    execFileSync('chmod', ['-R', 'u+rwX', work], { stdio: 'ignore' })
    rmSync(work, { recursive: true, force: true })
  }
}

function report(parsed) {
  const results = parsed.results ?? parsed
  const failed = results.filter(({ pass }) => !pass)
  for (const { case: id, fails } of failed) console.log(`FAILED ${id}: ${fails.join('; ')}`)
  const notApplicable = results.filter(({ flags }) => flags.includes('n/a')).length
  console.log(
    `${results.length - failed.length} of ${results.length} cases pass${notApplicable > 0 ? `, ${notApplicable} of them did not apply` : ''}`,
  )
  if (results.length === 0 || failed.length > 0) process.exitCode = 1
}

if (process.argv[1] === import.meta.filename) await main()
