import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Lets the corpus' own score.py compare artifacts (OWNER__NAME.json) with the labels: its printed report as `text`, its numbers, every check. */
export function compare(corpus, artifacts, json) {
  const labels = join(corpus, 'labels/dev/_compact.json')
  const args = [join(corpus, 'score.py'), '--labels', labels, '--artifacts', artifacts, '--json', json]
  const text = execFileSync('python3', args, { encoding: 'utf8', maxBuffer: 2 ** 26 })
  return { text, ...JSON.parse(readFileSync(json, 'utf8')) }
}

/** Reads demands of the form `AREA[:FIELD]=RATIO` and finds the checks that each is about. */
export function demands(texts, checks) {
  return texts.map((text) => {
    const [, area, field = '', ratio] = /^([^:=]+)(?::([^=]+))?=([\d.]+)$/.exec(text) ?? []
    const concerned = checks.filter((check) => check.area === area && check.field.includes(field))
    if (concerned.length === 0) throw new Error(`--min ${text}: not of the form AREA[:FIELD]=RATIO, or no check is about it`)
    return { text, concerned, ratio: Number(ratio) }
  })
}

/** Right answers, over all checks or over those whose truth has a value, whichever is worse: saying nothing is no success. */
function accuracy(checks) {
  const share = (some) => (some.length === 0 ? 1 : some.filter(({ outcome }) => outcome === 'right').length / some.length)
  return Math.min(share(checks), share(checks.filter((check) => !check.null_truth)))
}

/** One line for each demand that does not hold. */
export function unmet(asked, overall, maxWrong = '1') {
  const low = asked.filter(({ concerned, ratio }) => accuracy(concerned) < ratio)
  const lines = low.map(({ text, concerned }) => `score: ${text} is asked for, ${accuracy(concerned).toFixed(4)} was reached`)
  const isTooWrong = overall.confident_wrong > Number(maxWrong)
  return isTooWrong ? [...lines, `score: confident-wrong is ${overall.confident_wrong}, at most ${maxWrong} is asked for`] : lines
}
