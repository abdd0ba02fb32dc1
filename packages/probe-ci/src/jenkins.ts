import { type Token, tokenize } from './groovy.ts'
import { type Dialect, EMPTY_JOB, type Job, joinPath, type Pipeline, type Repo, type Step, type Trigger } from './model.ts'
import { type Found, imageVersion, valuesOf } from './node-version.ts'
import { noteSecret } from './secrets.ts'

const SHELLS: Readonly<Record<string, Dialect>> = { sh: 'posix', bat: 'lines', powershell: 'lines', pwsh: 'lines' }

/** Jenkinsfiles, by their blocks and the steps in them, without running them: https://www.jenkins.io/doc/book/pipeline/syntax/ */
export async function readJenkins(repo: Repo, paths: readonly string[]): Promise<Pipeline[]> {
  const pipelines: Pipeline[] = []
  for (const path of paths) {
    const text = await repo.ctx.text(path)
    if (text === undefined) continue
    const { tokens, isWhole } = tokenize(text)
    const walk = readBlocks(repo, path, tokens)
    const isDeclarative = tokens.some(({ value }, i) => value === 'pipeline' && tokens[i + 1]?.value === '{')
    if (!isWhole || walk.open > 0)
      repo.warn({
        code: 'ci.jenkinsfile_unparsed',
        path,
        message: 'expected quotes and braces that are closed, found some that are not; what could be read was',
      })
    else if (!isDeclarative)
      repo.warn({
        code: 'ci.jenkinsfile_scripted',
        path,
        message: 'is a scripted pipeline: a program, of which only literal steps are known',
      })
    pipelines.push({
      path,
      provider: 'jenkins',
      name: null,
      triggers: walk.triggers,
      permissions: null,
      jobs: [...walk.jobs.values()],
      isEntry: true,
    })
  }
  return pipelines
}

interface Block {
  readonly name: string
  readonly stage: string
  readonly directory: string | null
  /** The image that it runs in, if any. */
  readonly images: readonly Token[]
  readonly labels: readonly string[]
  readonly place: string
}

interface Walk {
  readonly jobs: Map<string, Job>
  readonly triggers: Trigger[]
  readonly axes: Map<string, Token[]>
  open: number
}

/** Blocks within blocks that are told apart. */
const MAX_OPEN = 1000

function readBlocks(repo: Repo, path: string, tokens: readonly Token[]): Walk {
  const walk: Walk = { jobs: new Map(), triggers: [], axes: new Map(), open: 0 }
  const outer: Block = { name: '', stage: 'pipeline', directory: '.', images: [], labels: [], place: path }
  const blocks: { -readonly [Key in keyof Block]: Block[Key] }[] = [{ ...outer }]
  let head = 0
  for (const [i, token] of tokens.entries()) {
    const block = blocks.at(-1)!
    if (token.value === '{' && token.kind === 'mark') {
      walk.open++
      if (blocks.length < MAX_OPEN) blocks.push(openBlock(path, block, tokens.slice(Math.max(head, i - 12), i)))
      head = i + 1
    } else if (token.value === '}' && token.kind === 'mark') {
      if (walk.open > 0) walk.open--
      if (blocks.length > 1) {
        const closed = blocks.pop()!
        const above = blocks.at(-1)!
        if (['agent', 'docker', 'node'].includes(closed.name)) Object.assign(above, { images: closed.images, labels: closed.labels })
      }
      head = i + 1
    } else if (token.kind === 'word') readWord(repo, path, walk, block, tokens, i)
    if (head < i && token.line !== tokens[i + 1]?.line && tokens[i + 1]?.value !== '{' && token.value !== ',' && token.value !== '(')
      head = i + 1
  }
  return walk
}

/** What stands before a brace names the block: `stage('Test')`, `dir('web')`, `docker.image('node:20').inside`. */
function openBlock(path: string, outer: Block, head: readonly Token[]): Block {
  const words = head.filter(({ kind }) => kind === 'word').map(({ value }) => value)
  const token = head.find(({ kind }) => kind === 'text')
  const text = token?.value
  const block = { ...outer, name: words[0] ?? '', place: `${path}:${head[0]?.line ?? 1}` }
  if (words[0] === 'stage' && text !== undefined) return { ...block, stage: outer.stage === 'pipeline' ? text : `${outer.stage} / ${text}` }
  if (words[0] === 'dir' && text !== undefined) return { ...block, directory: joinPath(outer.directory, text) }
  if (words[0] === 'node' && text !== undefined) return { ...block, labels: [text] }
  return words[0] === 'docker' && words[1] === 'image' && token !== undefined ? { ...block, images: [token] } : block
}

function readWord(
  repo: Repo,
  path: string,
  walk: Walk,
  block: { -readonly [Key in keyof Block]: Block[Key] },
  tokens: readonly Token[],
  i: number,
): void {
  const { value, line } = tokens[i]!
  const place = `${path}:${line}`
  const argument = textAfter(tokens, i)
  if (value === 'Library' || value === '@Library') {
    if (argument) repo.unresolved.push({ kind: 'library', ref: argument.value, reason: 'remote', place, inputs: new Map() })
  } else if (Object.hasOwn(SHELLS, value) && argument && tokens[i - 1]?.value !== '.')
    addStep(path, walk, block, script(path, block, argument, SHELLS[value]!), place)
  else if (value === 'credentialsId' || value === 'credentials') {
    if (argument) noteSecret(repo, argument.value, place)
  } else if (value === 'image' && argument && block.name !== 'stage') block.images = [argument]
  else if (value === 'docker' && argument && tokens[i + 1]?.kind === 'text') block.images = [argument]
  else if (value === 'label' && argument) block.labels = [argument.value]
  else if ((value === 'cron' || value === 'pollSCM') && argument && block.name === 'triggers')
    walk.triggers.push({ event: 'schedule', filters: { cron: [argument.value] } })
  else if (value === 'build' && argument && tokens[i - 1]?.value === '.' && tokens[i - 2]?.value === 'docker')
    addStep(
      path,
      walk,
      block,
      {
        kind: 'action',
        name: null,
        ref: 'docker.build',
        known: 'jenkins:docker.build',
        inputs: new Map([
          ['name', argument.value],
          ['push', pushes(tokens, i)],
        ]),
        place,
      },
      place,
    )
  else if (value === 'values' && block.name === 'axis') walk.axes.set(block.stage, textsAfter(tokens, i))
}

/** `docker.build('x').push()`, or a push of something later, which may be it. */
function pushes(tokens: readonly Token[], i: number): string {
  const isPush = (token: Token, at: number) => token.value === 'push' && tokens[at - 1]?.value === '.'
  const end = tokens.findIndex(({ value }, at) => at > i && value === ')')
  if (end !== -1 && tokens[end + 1]?.value === '.' && tokens[end + 2]?.value === 'push') return 'true'
  return tokens.some((token, at) => at > i && isPush(token, at)) ? 'depends' : 'false'
}

function script(path: string, { directory }: Block, argument: Token, dialect: Dialect): Step {
  return { kind: 'script', name: null, text: argument.value, place: (line) => `${path}:${argument.line + line}`, directory, dialect }
}

/** The text that a step is given: `sh 'x'`, `sh('x')`, `credentialsId: 'x'`, `sh(script: 'x', returnStdout: true)`. */
function textAfter(tokens: readonly Token[], i: number): Token | undefined {
  const [next, second] = [tokens[i + 1], tokens[i + 2]]
  if (next?.kind === 'text') return next
  if ((next?.value === '(' || next?.value === ':') && second?.kind === 'text') return second
  for (let at = i + 1; at < Math.min(i + 12, tokens.length) && !'{})'.includes(tokens[at]!.value); at++) {
    const [name, colon, text] = tokens.slice(at, at + 3)
    if (name?.value === 'script' && colon?.value === ':' && text?.kind === 'text') return text
  }
  return undefined
}

function textsAfter(tokens: readonly Token[], i: number): Token[] {
  const texts: Token[] = []
  for (let at = i + 1; at < tokens.length && (tokens[at]!.kind === 'text' || tokens[at]!.value === ','); at++)
    if (tokens[at]!.kind === 'text') texts.push(tokens[at]!)
  return texts
}

function addStep(path: string, walk: Walk, block: Block, step: Step, place: string): void {
  const job = walk.jobs.get(block.stage) ?? {
    ...EMPTY_JOB,
    id: block.stage,
    place: block.place.includes(':') ? block.place : place,
    steps: [],
  }
  const image = block.images[0]
  const versions = image === undefined ? [] : imageVersions(path, image, [...walk.axes.values()].flat())
  walk.jobs.set(block.stage, {
    ...job,
    container: image?.value ?? job.container,
    runsOn: block.labels,
    nodeVersions: [...new Map([...job.nodeVersions, ...versions].map((each) => [each.value, each])).values()],
    nodeMatrix: versions.length > 1 ? valuesOf(versions) : job.nodeMatrix,
    steps: [...job.steps, step],
  })
}

/** `node:${NODE_VERSION}` for each value of the axes of a matrix. */
function imageVersions(path: string, image: Token, values: readonly Token[]): Found[] {
  const isOpen = /\$\{?\w+\}?/.test(image.value)
  const images = isOpen ? values.map(({ value, line }) => ({ value: image.value.replace(/\$\{?\w+\}?/, () => value), line })) : [image]
  return images.flatMap(({ value, line }) => {
    const version = imageVersion(value)
    return version === undefined ? [] : [{ value: version, at: [`${path}:${line}`] }]
  })
}
