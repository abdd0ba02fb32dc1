/**
 * The simple commands of a shell script, each as its words without quotes: split at `&&`, `||`, `|`, `;`, `&`, line ends and parentheses.
 * Nothing is expanded. One pass; an open quote ends with the text.
 */
export function shellWords(script: string): string[][] {
  const commands: string[][] = []
  let words: string[] = []
  let word: string | undefined
  const endWord = () => {
    if (word !== undefined) words.push(word)
    word = undefined
  }
  const endCommand = () => {
    endWord()
    if (words.length > 0) commands.push(words)
    words = []
  }
  for (let at = 0; at < script.length; at++) {
    const c = script[at]!
    if (c === '"' || c === "'") {
      const { text, end } = quoted(script, at, c)
      word = (word ?? '') + text
      at = end
    } else if (c === '\\' && at + 1 < script.length) {
      word = (word ?? '') + script[++at]
    } else if (c === ' ' || c === '\t') endWord()
    else if (isSeparator(script, at)) endCommand()
    else word = (word ?? '') + c
  }
  endCommand()
  return commands
}

/** `&` joins commands, and `>&2` redirects. */
function isSeparator(script: string, at: number): boolean {
  const c = script[at]!
  if (c === '&') return script[at - 1] !== '>' && script[at + 1] !== '>'
  return '|;()\n\r'.includes(c)
}

/** `end` is the offset of the closing quote. A backslash escapes in double quotes only. */
function quoted(script: string, start: number, quote: string): { text: string; end: number } {
  const pieces: string[] = []
  let from = start + 1
  for (let at = from; at < script.length; at++) {
    if (script[at] === '\\' && quote === '"') {
      pieces.push(script.slice(from, at))
      from = ++at
    } else if (script[at] === quote) return { text: pieces.join('') + script.slice(from, at), end: at }
  }
  return { text: pieces.join('') + script.slice(from), end: script.length }
}

/** Name of a program: that of an installed one without its place, `mocha` for `./node_modules/.bin/_mocha`; any other path stays as it is. */
export function commandName(word: string): string {
  if (!word.includes('node_modules/')) return word
  const name = word.slice(word.lastIndexOf('/') + 1).replace(/\.[cm]?[jt]s$/, '')
  return name === '_mocha' ? 'mocha' : name
}
