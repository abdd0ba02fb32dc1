import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shellWords, splitShell } from './shell.ts'

const texts = (script: string) => splitShell(script).map(({ text }) => text)
const lines = (script: string) => splitShell(script).map(({ text, line }) => [line, text])

describe('splitShell', () => {
  it('splits at newlines, semicolons, && and ||, and keeps a pipeline whole', () => {
    expect(texts('npm ci && npm test || exit 1; echo done\ncat a | grep b |& wc -l &')).toEqual([
      'npm ci',
      'npm test',
      'exit 1',
      'echo done',
      'cat a | grep b |& wc -l',
    ])
  })

  it('says on which line a command starts', () => {
    expect(lines('\n# first\nnpm ci\n\nnpm run build \\\n  --flag\nnpm test &&\n  npm run lint')).toEqual([
      [2, 'npm ci'],
      [4, 'npm run build --flag'],
      [6, 'npm test'],
      [7, 'npm run lint'],
    ])
  })

  it('joins continued lines, those after a pipe too', () => {
    expect(texts('docker build \\\n  --build-arg A=1 \\\n  -t x:latest .\r\nls |\n  sort')).toEqual([
      'docker build --build-arg A=1 -t x:latest .',
      'ls | sort',
    ])
    expect(texts('A=1 \\\r\n  B=2 \\\r\n  ./run.sh')).toEqual(['A=1 B=2 ./run.sh'])
  })

  it('leaves alone what is quoted or nested', () => {
    const whole = [
      `echo "a && b; c | d # e"`,
      `echo 'it; is' \\; fine`,
      'X=$(npm pack --json | jq -r ".[0].name"; true)',
      'echo `a; b` ${x:-a;b} $((1 && 2)) <(a; b)',
      'echo "$(cat "a;b")" && true'.slice(0, 19),
      '[[ $a == b && -n "$c" ]]',
      'names=(a b; c)',
      'echo ${{ github.ref == 1 && 2 || 3 }}',
      'git diff 2>&1 >/dev/null',
      'cmd &> log',
      "bash -c '\n  yarn test\n'",
    ]
    for (const command of whole) expect(texts(command)).toEqual([command])
  })

  it('finds the commands inside of compound ones', () => {
    const script = `
if [ -f package-lock.json ]; then
  npm ci
elif ! command -v yarn; then yarn; else
  npm i # not locked
fi
for s in "a" "b"; do
  pushd src/$s; go test; popd
done
while [[ $n -lt 50 ]]; do sleep 5; done | tee log
case "$RUNNER_OS" in
  Linux|macOS) ./run.sh ;;
  *)
    run.cmd
    ;;
esac
build() {
  make all
}
function clean { rm -rf out; }
(cd web && npm test) > log
{ echo a; echo b; } >> out
`
    expect(texts(script)).toEqual([
      '[ -f package-lock.json ]',
      'npm ci',
      'command -v yarn',
      'yarn',
      'npm i',
      'pushd src/$s',
      'go test',
      'popd',
      '[[ $n -lt 50 ]]',
      'sleep 5',
      'tee log',
      './run.sh',
      'run.cmd',
      'make all',
      'rm -rf out',
      'cd web',
      'npm test',
      '> log',
      'echo a',
      'echo b',
    ])
  })

  it('says how deep a command stands in subshells', () => {
    expect(splitShell('a; (b; (c); d) && e').map(({ text, depth }) => [text, depth])).toEqual([
      ['a', 0],
      ['b', 1],
      ['c', 2],
      ['d', 1],
      ['e', 0],
    ])
  })

  it('keeps here-documents apart', () => {
    const script =
      'cat <<EOF | kubectl apply -f -\nkind: Namespace; x\nEOF\nssh host <<-\'END\' && echo ok\n\tnpm ci\n\tEND\nnpm test <<< "a; b"'
    expect(splitShell(script)).toEqual([
      { text: 'cat <<EOF | kubectl apply -f -', line: 0, depth: 0, heredocs: [{ text: 'kind: Namespace; x\n', line: 1 }] },
      { text: "ssh host <<-'END'", line: 3, depth: 0, heredocs: [{ text: '\tnpm ci\n', line: 4 }] },
      { text: 'echo ok', line: 3, depth: 0, heredocs: [] },
      { text: 'npm test <<< "a; b"', line: 6, depth: 0, heredocs: [] },
    ])
    expect(splitShell('cat <<EOF\nnever closed')).toEqual([
      { text: 'cat <<EOF', line: 0, depth: 0, heredocs: [{ text: 'never closed', line: 1 }] },
    ])
  })

  it('knows comments from what only looks like one', () => {
    expect(texts("# don't; stop\necho a#b ${#x} '#c' # d\n  # e")).toEqual(["echo a#b ${#x} '#c'"])
  })

  it('takes what is not closed as it stands', () => {
    expect(texts('echo "a; b\nnpm test')).toEqual(['echo "a; b\nnpm test'])
    expect(texts('echo $(a; b')).toEqual(['echo $(a; b'])
    expect(texts('a )\nfi\ndone')).toEqual(['a )'])
  })

  it('is total, and keeps every word of a plain script in order', () => {
    const word = fc
      .stringMatching(/^[a-z./=-]{1,8}$/)
      .filter((w) => !/^(?:if|do|in|for|then|else|elif|fi|done|case|esac|time|while|until|select|coproc|function)$/.test(w))
    const joint = fc.constantFrom(' ', ' && ', '; ', '\n', ' \\\n  ', ' | ', '\n\n')
    fc.assert(
      fc.property(fc.array(fc.tuple(word, joint)), (parts) => {
        const script = parts.map(([w, j]) => w + j).join('')
        expect(
          splitShell(script)
            .flatMap(({ text }) => shellWords(text))
            .filter((w) => w !== '|'),
        ).toEqual(parts.map(([w]) => w))
      }),
    )
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'a \n\\"\'`$(){}[]<>|&;#E!=') }), (script) => {
        const found = splitShell(script)
        expect(found.every(({ text, line }) => text === text.trim() && text !== '' && line <= script.split('\n').length)).toBe(true)
        expect(found.map(({ line }) => line)).toEqual(found.map(({ line }) => line).toSorted((a, b) => a - b))
      }),
    )
  })

  it.each([
    '( ',
    'a(',
    '$(',
    '"',
    '\\\n',
    '|\n',
    'if ',
    '! ',
    ')',
    '<<E\n',
    '#',
    '[[ ',
    'case a in ',
    '${{',
    "'",
    '}',
    '&',
    'a)',
    '`',
    '=(',
  ])('takes time that grows with the text: %j', (bait) => {
    const steps = (n: number) => splitShell(bait.repeat(n)).length
    expect(steps(200_000)).toBeLessThanOrEqual(200_001)
  })
})

describe('shellWords', () => {
  it('removes quotes, keeps substitutions, and makes pipes words', () => {
    expect(shellWords(`docker build -t "a b:\${TAG}" --label='x y' $(cat f | head) \${{ inputs.a }}|tee "c\\"d" e\\ f`)).toEqual([
      'docker',
      'build',
      '-t',
      'a b:${TAG}',
      '--label=x y',
      '$(cat f | head)',
      '${{ inputs.a }}',
      '|',
      'tee',
      'c"d',
      'e f',
    ])
  })
})
