import type { Command } from './command.ts'

const probeOpts = { value: '<k.v=x,…>', help: 'options of probes: deployment.terraform=true reads Terraform too' } as const
const config = {
  value: '<file>',
  help: 'configuration to use and to trust; else codegenie.config.yaml, .yml, .json, or package.json#codegenie of the working directory',
}
const out = { value: '<dir>', help: 'where the artifact is (default: <path>/.codegenie)' }
const repo = { value: '<path>', help: 'the repository (default: the working directory)' }
const cacheDir = { value: '<dir>', help: "the cache (default: $XDG_CACHE_HOME/codegenie, or the system's place for caches)" }

/** Every command. What is here is both what the parser accepts and what the help says. */
export const commands = {
  gather: {
    operands: '[path]',
    maxOperands: 1,
    summary: 'read a repository and write what is true about it',
    about: `Reads the repository at path (default: the working directory) once and writes, under <path>/.codegenie:

  context/repo-context.yaml    the facts, each with its evidence; identical inputs give identical bytes
  context/repo-context.json    the same for programs
  context/raw/<probe>.json     bulky detail
  runs/<time>-<id>.json        how this run went

Nothing of the repository is executed. What was found before comes from the cache; nothing is written when nothing changed.
Silent in a pipe; a short summary on a terminal.`,
    options: {
      json: { help: 'print the artifact as JSON' },
      out: { ...out, help: 'where to write (default: <path>/.codegenie)' },
      probes: { value: '<a,b>', help: 'run these probes, and those that they need, and no others' },
      'probe-opts': probeOpts,
      'no-cache': { help: 'run every probe and renew its cache entry' },
      paranoid: { help: 'list and read everything again, whatever the last gather of this tree has seen' },
      'cache-only': { help: 'run no probe: a missing cache entry is an error' },
      'cache-dir': cacheDir,
      'max-files': { value: '<n>', help: 'refuse a tree with more files (default: 200000)' },
      config,
      strict: { help: 'exit with 3 when a probe failed' },
      verbose: { help: 'a line for each probe on stderr, and the stack of a bug' },
      quiet: { help: 'nothing on stderr but errors' },
    },
    examples: {
      'codegenie gather': 'the repository in the working directory',
      'codegenie gather ../shop --json | jq .language_stack.primary': 'one fact, for a program',
      'codegenie gather . --probes node_manifest --out /tmp/facts': 'one probe, written elsewhere',
      'codegenie gather . --strict --verbose': 'in CI: fail when a probe fails, say what each did',
    },
    exits: [0, 1, 2, 3, 5, 6, 130, 143],
  },
  watch: {
    operands: '[path]',
    maxOperands: 1,
    summary: 'gather now, and again whenever something changes',
    about: `Gathers the repository at path (default: the working directory), and again when the system tells of a change in a directory that the
gather looks at; ignored directories are not watched. Prints a line for each artifact that it writes, the first one in any case, and runs
until it is interrupted. What has not changed is not read again; edits of files that no probe reads change nothing.

Events can get lost, so everything is looked at every 30 seconds as well, and every 2 where the system cannot watch all directories.
The configuration is read once.`,
    options: {
      json: { help: 'print lines of JSON: gather_id, gather_status, artifact (written or unchanged), ran, failed' },
      out: { ...out, help: 'where to write (default: <path>/.codegenie)' },
      probes: { value: '<a,b>', help: 'run these probes, and those that they need, and no others' },
      'probe-opts': probeOpts,
      'cache-dir': cacheDir,
      'lru-size': { value: '<n>', help: 'the most bytes of cache entries to keep in memory (default: 33554432)' },
      'max-files': { value: '<n>', help: 'refuse a tree with more files (default: 200000)' },
      config,
      verbose: { help: 'a line for each probe of each gather on stderr, and the stack of a bug' },
    },
    examples: {
      'codegenie watch': 'the repository in the working directory, until Ctrl-C',
      'codegenie watch ../shop --json | jq -r .gather_id': 'a line for a program whenever a fact has changed',
      'codegenie watch . --probes node_manifest --out /tmp/facts': 'one probe, written elsewhere',
    },
    exits: [0, 1, 2, 5, 130, 143],
  },
  show: {
    operands: '[fact]',
    maxOperands: 1,
    summary: 'print the artifact, or one fact of it',
    about: `Prints what the last gather wrote, or one fact by its path: keys and list positions, with dots between them.
One value is printed bare, anything larger as YAML. views and conflicts are facts, too. On a terminal, stderr says of which commit they
are, and whether anything has changed since; that they are stale is said in any case.`,
    options: {
      repo,
      out,
      json: { help: 'print JSON' },
      table: { help: 'print a list, or a map, as a table' },
      config,
      verbose: { help: 'the stack of a bug' },
    },
    examples: {
      'codegenie show': 'everything',
      'codegenie show language_stack.primary': 'typescript',
      'codegenie show manifests.0 --json': 'the first manifest, as JSON',
      'codegenie show build_system.packages --table': 'a table of the packages of a workspace',
      'codegenie show views.entrypoint': 'what starts, and what to type',
      'codegenie show probes.node_manifest.warnings --repo ../shop': 'what was broken in another repository',
    },
    exits: [0, 1, 2],
  },
  probes: {
    operands: '',
    maxOperands: 0,
    summary: 'list the probes that a gather runs',
    about: `Lists the probes that a gather of the repository runs: those that codegenie brings, and the operator's own: the package names
under "probes" in the configuration, or dependencies of its package.json named codegenie-probe-*, @<scope>/codegenie-probe-* or
@codegenie/probe-*; and those that these need. Probes never come from the repository that is gathered.`,
    options: {
      repo,
      json: { help: 'print JSON, with inputs' },
      config,
      verbose: { help: 'where each comes from, its inputs and data too, and the stack of a bug' },
    },
    examples: {
      'codegenie probes': 'a table of name, slice, version, source, and what each needs',
      'codegenie probes --verbose': 'with the files that each reads or lists, its data, and the module that was loaded',
      'codegenie probes --config ci/codegenie.yaml --json': 'those of a configuration, for a program',
    },
    exits: [0, 1, 2],
  },
  probe: {
    operands: 'test <directory|package>',
    maxOperands: 2,
    summary: 'test a probe against the contract',
    about: `Loads and runs the probe that a directory or an installed package holds, on the repositories in its fixtures/*/repo, or on the one that
--repo names, and makes every check of the testing kit: determinism, declared inputs, cache key, evidence, schema, hostile content,
budget, and no use of files, network, processes or environment. Run it only on probes that you trust: their code runs as yours.`,
    options: {
      repo: { value: '<path>', help: 'a repository to test it on, besides its own fixtures' },
      json: { help: 'print JSON' },
      verbose: { help: 'the stack of a bug' },
    },
    examples: {
      'codegenie probe test .': 'the probe in the working directory, as built',
      'codegenie probe test codegenie-probe-go --repo ../shop': 'one that is installed, on a repository of yours',
    },
    exits: [0, 1, 2, 4],
  },
  schema: {
    operands: '[slice|views|conflicts]',
    maxOperands: 1,
    summary: 'print the JSON Schema of the artifact, or of one slice',
    about: `Prints the JSON Schema (2020-12) of repo-context.json as the probes of this repository write it, or of one slice, by the
name of the slice or of its probe, or of views.json or conflicts.json. The schema of the probes that codegenie brings is also in the package, as
codegenie/schema/repo-context.schema.json.`,
    options: { repo, config, verbose: { help: 'the stack of a bug' } },
    examples: {
      'codegenie schema > repo-context.schema.json': 'for a validator or an editor',
      'codegenie schema language_stack': 'one slice',
      'codegenie schema views': 'the four views',
    },
    exits: [0, 1, 2],
  },
  cache: {
    operands: 'stats|verify|gc|clear, export|import <file>',
    maxOperands: 2,
    summary: 'look at the cache, keep it in order, carry it elsewhere',
    about: `stats            prints the directory, the number of entries and their size, by probe, and the size of the state beside them
verify           reads every entry and all of the state, and removes what is damaged
gc               removes entries that were not used for longest, until the cache is within its limits; gathers do this by themselves, too
clear            removes all entries and all state, and nothing else: links are not followed, files that are not the cache's stay
export <file>    writes the entries that the last gather of a repository used, as one file
import <file>    adds the entries of such a file, after it has verified all of them

The cache only saves time: without it a gather gives the same bytes. The state is what gathers of this machine have seen of each tree, and
what V8 has made of the program; the limits of the cache hold for it by itself, too. All of this is safe while gathers run; gc leaves what was
used in the last ten minutes. import finds what is damaged, not what is untrue: take files only from those whom you would let answer for you.`,
    options: {
      repo: { ...repo, help: 'export: the repository (default: the working directory)' },
      out: { ...out, help: 'export: where its artifact is (default: <path>/.codegenie)' },
      'max-bytes': { value: '<n>', help: 'gc: the most that entries may come to (default: cache_max_bytes, else 536870912)' },
      'max-age-days': { value: '<n>', help: 'gc: the most since an entry was used (default: cache_max_age_days, else 30)' },
      json: { help: 'print JSON' },
      'cache-dir': cacheDir,
      config,
      verbose: { help: 'the stack of a bug' },
    },
    examples: {
      'codegenie cache stats': 'where it is, how large, and of what',
      'codegenie cache verify || echo repaired': 'after a crash of the machine',
      'codegenie cache gc --max-bytes 100000000': 'make room',
      'codegenie cache export facts.cache --repo ../shop': 'in CI, at the end of a job: the file to keep',
      'codegenie cache import facts.cache': 'in the next job, before the gather',
    },
    exits: [0, 1, 2, 4],
  },
  why: {
    operands: '<fact|probe>',
    maxOperands: 1,
    summary: 'say what proves a fact, or why the last gather ran a probe',
    about: `Of a fact, by its path as codegenie show takes it: prints its value, the places that prove it with the lines that stand there now (secrets
masked), what it means, and the probe that found it with its confidence. Of a conflict or a flag, the places of all sides.

Of a probe: compares what the last gather found with the gather before, and prints one line for each reason why the probe ran: files whose
content changed, that are new or gone; names that are new or gone, where the probe looks at names; another version, options or catalogs;
another result of a probe that it needs; or what became of its cache entry.`,
    options: { repo, out, json: { help: 'print JSON, with all places and causes' }, config, verbose: { help: 'the stack of a bug' } },
    examples: {
      'codegenie why build_system.commands.test': 'the line of the script, and who says that it is the command',
      'codegenie why conflicts.0': 'both sides of the first conflict',
      'codegenie why node_manifest': 'node_manifest: package.json changed',
      'codegenie why language_detection --repo ../shop --json': 'for a program',
    },
    exits: [0, 1, 2],
  },
  diff: {
    operands: '<a> <b>',
    maxOperands: 2,
    summary: 'list the facts that differ between two artifacts',
    about: `Takes two of: a repo-context.json, a directory that was gathered, a directory that an artifact was written to (--out), the id of a run. Prints
one line for each fact that was added (+), removed (-) or changed (~); items of lists are matched by what they are called, not by their
place. Where facts stand and who gathered them makes no difference. Of runs, only the last artifact is kept.`,
    options: {
      repo: { ...repo, help: 'whose runs are meant (default: the working directory)' },
      json: { help: 'print JSON' },
      verbose: { help: 'the stack of a bug' },
    },
    examples: {
      'codegenie diff old/repo-context.json .': 'a copy that was kept, and what is so now',
      'codegenie diff ../shop-main ../shop-feature --json': 'two checkouts, for a program',
    },
    exits: [0, 1, 2],
  },
  check: {
    operands: '[path]',
    maxOperands: 1,
    summary: 'list conflicts and flags; for CI, fail on them',
    about: `Prints the conflicts between facts that the last gather of the repository found, with both sides, and its flags. With --fail-on the exit
status is 4 when there is a conflict of the product (conflict), any flag (flag), or one of that severity or above (medium, high).`,
    options: {
      'fail-on': { value: '<what>', help: 'conflict, flag, medium or high' },
      sarif: { help: 'print SARIF 2.1.0, for code scanning' },
      json: { help: 'print JSON' },
      out,
      config,
      verbose: { help: 'the stack of a bug' },
    },
    examples: {
      'codegenie check': 'what does not fit together',
      'codegenie check . --fail-on conflict': 'in CI, after a gather',
      'codegenie check --sarif > codegenie.sarif': 'for code scanning',
    },
    exits: [0, 1, 2, 4],
  },
  validate: {
    operands: '[path]',
    maxOperands: 1,
    summary: 'check an artifact against its schemas',
    about: `Checks what the last gather of the repository wrote: that gather_id is that of the content, that each slice is as the schema of its probe says,
and that the views are of this artifact. One line for each problem.`,
    options: { out, json: { help: 'print JSON' }, config, verbose: { help: 'the stack of a bug' } },
    examples: {
      'codegenie validate': 'valid',
      'codegenie validate ../shop --json': 'for a program',
    },
    exits: [0, 1, 2, 4],
  },
  audit: {
    operands: 'verify [run]',
    maxOperands: 2,
    summary: 'check the record of a run against the artifact',
    about: `verify    says whether the artifact is the one that the last run, or the run of that id, has written: its gather_id is that of the record and
          of the content, and all that validate checks`,
    options: { repo, out, json: { help: 'print JSON' }, config, verbose: { help: 'the stack of a bug' } },
    examples: {
      'codegenie audit verify': 'verified: the id of the gather',
      'codegenie audit verify --repo ../shop --json': 'for a program',
    },
    exits: [0, 1, 2, 4],
  },
  doctor: {
    operands: '[path]',
    maxOperands: 1,
    summary: 'look whether this machine fits the repository',
    about: `Says whether the artifact is fresh, whether the Node that runs and the package manager on PATH are those that the repository wants, whether the
cache can be used, and whether all probes can be loaded. Nothing is changed, and nothing is run.`,
    options: { out, json: { help: 'print JSON' }, 'cache-dir': cacheDir, config, verbose: { help: 'the stack of a bug' } },
    examples: {
      'codegenie doctor': 'a line for each: ok, note or bad',
      'codegenie doctor ../shop --json': 'for a program',
    },
    exits: [0, 1, 2, 4],
  },
  report: {
    operands: '[path]',
    maxOperands: 1,
    summary: 'print the report of a repository, as Markdown or as one page of HTML',
    about: `Prints what the last gather of the repository found, for people: CONTEXT_REPORT.md, or one page of HTML that loads nothing, with facts, conflicts,
flags, languages, packages, CI jobs and their commands, the way of each image, and how the last run went. Links in the page lead from where it lies
to the files of the repository, or start with what --link says.`,
    options: {
      html: { help: 'print HTML' },
      link: { value: '<prefix>', help: 'what links to files start with (default: ./)' },
      out,
      config,
      verbose: { help: 'the stack of a bug' },
    },
    examples: {
      'codegenie report': 'the report as Markdown',
      'codegenie report --html > report.html': 'a page to look at, in the root of the repository',
      'codegenie report --html --link https://github.com/owner/name/blob/main > report.html': 'a page whose links work anywhere',
    },
    exits: [0, 1, 2],
  },
  export: {
    operands: 'backstage|cyclonedx',
    maxOperands: 1,
    summary: 'print the facts in the format of another tool',
    about: `backstage    catalog-info.yaml of Backstage; the owner is unknown, since it is not in the repository
cyclonedx    a bill of materials, CycloneDX 1.6, of all packages that the lockfiles name`,
    options: { repo, out, config, verbose: { help: 'the stack of a bug' } },
    examples: {
      'codegenie export cyclonedx > bom.json': 'for a scanner of vulnerabilities',
      'codegenie export backstage > catalog-info.yaml': 'to begin an entry of a catalog with',
    },
    exits: [0, 1, 2],
  },
  init: {
    operands: '',
    maxOperands: 0,
    summary: 'write a configuration to begin with',
    about:
      'Writes codegenie.config.yaml, with all options and their defaults, to the working directory. An existing configuration is left alone.',
    options: { verbose: { help: 'the stack of a bug' } },
    examples: { 'codegenie init': 'in the directory that you run codegenie in', 'codegenie init --verbose': 'with the stack of a bug' },
    exits: [0, 1, 2],
  },
  completion: {
    operands: 'bash|zsh|fish',
    maxOperands: 1,
    summary: 'print a script that completes commands and options',
    about: 'Prints a script for your shell, made of the same table as this help. Its first line says where it goes.',
    options: { verbose: { help: 'the stack of a bug' } },
    examples: {
      'codegenie completion bash >> ~/.bashrc': 'for bash',
      'codegenie completion fish > ~/.config/fish/completions/codegenie.fish': 'for fish',
    },
    exits: [0, 1, 2],
  },
} as const satisfies Readonly<Record<string, Command>>

export type CommandName = keyof typeof commands

export function isCommand(name: string): name is CommandName {
  return Object.hasOwn(commands, name)
}
