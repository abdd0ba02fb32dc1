import { z } from 'zod'

const unique = <T extends z.ZodType<string>>(item: T) =>
  z.array(item).check(({ value, issues }) => {
    for (const [at, text] of value.entries())
      if (value.indexOf(text) < at) issues.push({ code: 'custom', input: value, path: [at], message: `"${text}" is listed twice` })
  })

/** A list whose order means nothing, kept in bytewise order: all of our text is ASCII, which `<` compares byte by byte. */
const sorted = <T extends z.ZodType<string>>(item: T) =>
  unique(item).check(({ value, issues }) => {
    const at = value.findIndex((text, i) => i > 0 && text < value[i - 1]!)
    if (at > 0) issues.push({ code: 'custom', input: value, path: [at], message: `"${value[at]}" belongs before "${value[at - 1]}"` })
  })

const label = z.string().regex(/^[a-z][a-z0-9+#.-]*$/, 'expected a lower-case label')
const npmName = z.string().regex(/^(@[a-z0-9][a-z0-9._-]*\/)?[a-z0-9][a-z0-9._-]*$/, 'expected the name of an npm package')
const debianName = z.string().regex(/^[a-z0-9][a-z0-9+.-]+$/, 'expected the name of a distribution package')
const fileName = z.string().regex(/^[\w.+-]+$/, 'expected a file name')

const LanguageKind = z.enum(['programming', 'markup', 'data', 'prose']).meta({
  id: 'LanguageKind',
  description: 'Only `programming` can be the primary language of a repository',
})

export const Language = z
  .strictObject({
    name: label,
    kind: LanguageKind,
    extensions: sorted(z.string().regex(/^[a-z0-9_+-][a-z0-9_.+-]*$/, 'expected a lower-case extension without its dot'))
      .default([])
      .meta({ description: 'Lower case, without the first dot: `ts`, `blade.php`' }),
    filenames: sorted(fileName).default([]).meta({ description: 'Whole names of files, as they are written: `Dockerfile`' }),
    filename_prefixes: sorted(fileName).default([]).meta({ description: 'What names of files begin with: `Dockerfile.`' }),
  })
  .refine((language) => language.extensions.length + language.filenames.length + language.filename_prefixes.length > 0, {
    message: 'expected an extension, a file name or a prefix',
  })
  .meta({ id: 'Language', description: 'A language and the names of its files' })

export const Languages = z
  .strictObject({
    languages: z.array(Language).meta({ description: 'Sorted by name' }),
    byExtension: z.record(z.string(), z.string()).meta({ description: 'Extension, as in `Language.extensions` -> name of the language' }),
    byFilename: z.record(z.string(), z.string()).meta({ description: 'Name of a file -> name of the language' }),
    byFilenamePrefix: z.record(z.string(), z.string()).meta({ description: 'Beginning of a name of a file -> name of the language' }),
  })
  .meta({ description: 'A file belongs to the language of its name, else of its longest extension, else of its prefix' })

const FrameworkKind = z
  .enum(['api', 'cli', 'data', 'desktop', 'docs', 'meta', 'mobile', 'server', 'styling', 'ui', 'worker'])
  .meta({ id: 'FrameworkKind', description: 'What a repository does with it' })

const DependencyType = z
  .enum(['production', 'dev', 'peer', 'optional'])
  .meta({ id: 'DependencyType', description: 'The four kinds of dependencies of a package.json' })

export const Framework = z
  .strictObject({
    name: label,
    kind: FrameworkKind,
    packages: unique(npmName)
      .min(1)
      .meta({ description: 'npm packages, one of which proves it; the first that is there tells the version range' }),
    dependency_types: unique(DependencyType).min(1).default(['production']).meta({ description: 'Where a package must stand to prove it' }),
  })
  .meta({ id: 'Framework', description: 'What a repository is built on, and what proves it' })

export const Frameworks = z.array(Framework).meta({ description: 'Sorted by name' })

const program = z.string().regex(/^[a-z][\w.-]*( [\w:-]+)?$/, 'expected a program, or a program and a word of its arguments')
const configName = z
  .string()
  .regex(/^[\w.-]+(?:\{[\w,-]+\}[\w.-]*)*$|^(?:\{[\w,-]+\})/, 'expected the name of a file; {a,b} for alternatives')
const property = z.string().regex(/^\w+$/, 'expected the name of a property')
const Programs = unique(program)
  .default([])
  .meta({ description: 'Program, program and subcommand (`bun build`), or program and option (`node --test`)' })
const Configs = unique(configName).default([]).meta({ description: 'Names of its configuration files' })

export const Bundler = z
  .strictObject({
    name: label,
    kind: z.enum(['bundler', 'transpiler']).meta({ description: 'Joins modules into files that ship, or rewrites them one by one' }),
    packages: unique(npmName)
      .default([])
      .meta({ description: 'npm packages that bring it; the first that is there tells the version range' }),
    programs: Programs,
    configs: Configs,
    output_keys: sorted(property).default([]).meta({ description: 'Properties of its configuration that hold where it writes' }),
    entry_keys: sorted(property).default([]).meta({ description: 'Properties that hold what it starts from' }),
    port_keys: sorted(property).default([]).meta({ description: 'Properties that hold the port of its server' }),
  })
  .meta({ id: 'Bundler', description: 'What turns sources into what ships, and what proves it' })

const ByConfig = z.record(z.string(), z.string()).meta({ description: 'Name of a configuration file -> name of its tool' })
const ConfigGlobs = z
  .array(z.string())
  .meta({ description: 'Globs that all configuration files match, and a few others: all of `*.config.*`' })

export const Bundlers = z.strictObject({
  bundlers: z.array(Bundler).meta({ description: 'Sorted by name' }),
  byConfig: ByConfig,
  configGlobs: ConfigGlobs,
})

const toolName = z.string().regex(/^[a-z][a-z0-9:-]*$/, 'expected the name of a tool')

export const TestTool = z
  .strictObject({
    name: toolName,
    role: z.enum(['unit', 'e2e', 'component']),
    packages: unique(npmName)
      .default([])
      .meta({ description: 'npm packages that bring it; the first that is there tells the version range' }),
    programs: Programs,
    bundled_in: unique(npmName)
      .default([])
      .meta({ description: 'Packages that bring it with much else, and prove it only together with a script, a configuration or a test' }),
    imports: sorted(z.string().min(1)).default([]).meta({ description: 'Modules that a test of it imports' }),
    configs: Configs,
    pattern_keys: sorted(property).default([]).meta({ description: 'Properties of its configuration whose literals are globs of tests' }),
    one_file: z
      .string()
      .regex(/\{file\}/, 'expected {file} in it')
      .nullable()
      .default(null)
      .meta({ description: 'Runs one file of tests, for which {file} stands, as {config} does for its configuration' }),
    config_option: z
      .string()
      .regex(/^--[a-z-]+$/, 'expected an option')
      .nullable()
      .default(null)
      .meta({ description: 'Names a configuration that does not lie in the current directory' }),
    runtime: z.boolean().default(false).meta({ description: 'It comes with the runtime' }),
    by_name: z
      .boolean()
      .default(false)
      .meta({ description: 'Unless it is configured otherwise, it finds tests by their suffix or in __tests__ alone' }),
    watches: z.boolean().default(false).meta({ description: 'Started on a terminal it does not end by itself' }),
    once: unique(z.string()).default([]).meta({ description: 'Arguments, one of which makes it end' }),
  })
  .meta({ id: 'TestTool', description: 'What runs tests, and what proves it' })

export const TestTools = z.strictObject({
  tools: z.array(TestTool).meta({ description: 'Sorted by name' }),
  byConfig: ByConfig,
  configGlobs: ConfigGlobs,
})

const Prebuilt = z
  .enum(['bundled', 'download', 'napi-rs', 'node-gyp-build', 'node-pre-gyp', 'none', 'platform-packages', 'prebuild-install'])
  .meta({ id: 'Prebuilt', description: 'How a binary gets there without a compiler; `none`: every install compiles' })

const native = {
  requires_node_gyp: z.boolean().meta({ description: 'An install compiles with node-gyp: always, or where no prebuilt binary fits' }),
  prebuilt: Prebuilt,
  platforms: sorted(z.enum(['darwin', 'linux', 'win32']))
    .min(1)
    .nullable()
    .default(null)
    .meta({ description: 'Operating systems (`process.platform`) that it is for; null: any' }),
  system_packages: z
    .strictObject({ apt: sorted(debianName).default([]), apk: sorted(debianName).default([]) })
    .default({ apt: [], apk: [] })
    .meta({ description: "Debian's and Alpine's packages needed at build or run time, beyond what node-gyp itself needs" }),
  source: z.url({ protocol: /^https$/ }).meta({ description: "The project's own documentation, which says so" }),
}

/** An entry of the YAML; its module is keyed by the name. */
export const NativeModuleEntry = z.strictObject({ name: npmName, ...native })

const NativeModule = z.strictObject(native).meta({ id: 'NativeModule', description: 'An npm package with native code' })

export const NativeModules = z.record(z.string(), NativeModule).meta({ description: 'npm name -> what its native code needs' })

export const NoiseDirectory = z.strictObject({ name: fileName, reason: z.string().min(1) })

export const NoiseDirectories = z
  .record(z.string(), z.string())
  .meta({ description: 'Name of a directory -> why what is in it is generated' })

const glob = z.string().regex(/^[^/\s]\S*$/, 'expected a glob of repo-relative paths')
const snakeName = z.string().regex(/^[a-z][a-z0-9_]*$/, 'expected a name in snake_case')
const inputName = z.string().regex(/^[a-z][\w-]*$/, 'expected the name of an input in lower case')

export const CiProvider = z
  .strictObject({
    name: snakeName,
    entries: unique(glob).min(1).meta({ description: 'Globs of the files that the system starts from: one of them proves it' }),
    parts: unique(glob).default([]).meta({ description: 'Globs of files that entries may refer to, or that only their content tells' }),
    source: z.url({ protocol: /^https$/ }).meta({ description: "The system's own documentation" }),
  })
  .meta({ id: 'CiProvider', description: 'A continuous integration system' })

export const CiProviders = z.array(CiProvider).meta({ description: 'Sorted by name' })

const actionName = z.string().regex(/^[a-z0-9][a-z0-9._:/-]*$/, 'expected a name in lower case, without a version')

const CiImage = z
  .strictObject({
    dockerfile: inputName.nullable().default(null).meta({ description: 'Input that names the Dockerfile' }),
    context: inputName.nullable().default(null).meta({ description: 'Input that names the directory that is sent' }),
    tags: inputName.nullable().default(null).meta({ description: 'Input that names the image' }),
    push: z.union([z.boolean(), inputName]).default(false).meta({ description: 'Does it push by itself, or the input that says so' }),
  })
  .meta({ id: 'CiImage', description: 'What an action builds an image of' })

const action = {
  commands: unique(inputName).default([]).meta({ description: 'Inputs that hold commands of a shell' }),
  image: CiImage.nullable().default(null),
  deploys: z.boolean().default(false).meta({ description: 'It changes what runs somewhere, or publishes a package' }),
}

/** An entry of the YAML; its module is keyed by the name. */
export const CiAction = z.strictObject({ name: actionName, ...action })

export const CiActions = z
  .record(z.string(), z.strictObject(action).meta({ id: 'CiActionFacts', description: 'What a step that somebody else wrote does' }))
  .meta({ description: 'Name in lower case, without a version -> what it does' })

const anywhereGlob = z.string().regex(/^\*\*\/[\w.*/-]+$/, 'expected a glob that begins with **/')
const valuePath = z.string().regex(/^(\*|[\w-]+)(\.(\*|[\w-]+))*$/, 'expected a dotted path')
const PlatformFormat = z
  .enum(['json', 'none', 'procfile', 'toml', 'yaml'])
  .meta({ id: 'PlatformFormat', description: '`json` with comments; `none`: only the name of the file is looked at' })
const valuePaths = z.array(valuePath).default([])

const PlatformFields = z
  .strictObject({
    name: valuePaths,
    runtime: valuePaths,
    node_version: valuePaths,
    entry: valuePaths,
    image: valuePaths,
    dockerfile: valuePaths,
    ports: valuePaths,
    env_names: valuePaths,
    regions: valuePaths,
    health_checks: valuePaths,
    commands: z.record(z.string(), valuePath).default({}),
  })
  .meta({ id: 'PlatformFields', description: 'Dotted paths; `*` is every key or item' })

export const Platform = z
  .strictObject({
    name: label,
    type: label.nullable().default(null).meta({ description: 'The type of deployment, where it is not the name' }),
    files: unique(anywhereGlob).min(1).meta({ description: 'Globs of the files that prove it' }),
    format: PlatformFormat,
    formats: z.record(z.string(), PlatformFormat).default({}).meta({ description: 'Extension -> format, where it is another one' }),
    requires: valuePaths.meta({ description: 'One of these must be in the file' }),
    deploys: z.boolean().default(true).meta({ description: 'It is where, or how, the product gets to its users' }),
    fields: PlatformFields.default(() => PlatformFields.parse({})),
    source: z.url({ protocol: /^https$/ }).meta({ description: 'The reference of the format' }),
  })
  .meta({ id: 'Platform', description: 'A platform or a tool of deployment, and where its file says what' })

export const Platforms = z.array(Platform).meta({ description: 'Sorted by name' })

const isoDate = z.iso.date()

/** An entry of the YAML; its module is keyed by the name. */
export const NodeReleaseEntry = z.strictObject({
  name: z.string().regex(/^(?:0\.)?[1-9]\d*$/, 'expected the number of a release line'),
  codename: label.nullable().default(null),
  start: isoDate,
  end: isoDate,
})

const NodeRelease = z
  .strictObject({
    codename: z.string().nullable().meta({ description: 'Of its long-term support: `iron`' }),
    start: z.string().meta({ description: 'Day of the first release' }),
    end: z.string().meta({ description: 'End of life: no fixes after that day' }),
  })
  .meta({ id: 'NodeRelease', description: 'A release line of Node.js' })

export const NodeReleases = z.record(z.string(), NodeRelease).meta({ description: 'Release line (`20`, `0.12`) -> when it began and ends' })

const Severity = z.enum(['high', 'medium', 'low']).meta({ id: 'Severity', description: 'What a finding weighs' })

/** An entry of the YAML; its module is keyed by the name. */
export const RiskEntry = z.strictObject({
  name: snakeName,
  severity: Severity,
  title: z.string().min(1),
  as_of: isoDate.nullable().default(null),
})

const Risk = z
  .strictObject({
    severity: Severity,
    title: z.string(),
    as_of: z.string().nullable().meta({ description: 'The day that dates are compared with, where there are any' }),
  })
  .meta({ id: 'Risk', description: 'What a conflict or a flag weighs, and how it is called' })

export const RiskPolicy = z.record(z.string(), Risk).meta({ description: 'Id of a conflict or a flag -> what it weighs' })
