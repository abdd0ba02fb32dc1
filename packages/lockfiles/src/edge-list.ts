/** Numbers from one node to another, by the node that they start from: in two flat arrays, as a list for each node would take many times the memory. */
export interface EdgeList {
  add(from: number, to: number): void
  /** Gives the targets of a node, each once, in the order in which they were added. Nothing may be added afterwards. */
  byNode(nodes: number): (node: number) => readonly number[]
}

export function edgeList(): EdgeList {
  let pairs = new Int32Array(1024)
  let length = 0
  return {
    add(from, to) {
      if (length === pairs.length) {
        const larger = new Int32Array(length * 2)
        larger.set(pairs)
        pairs = larger
      }
      pairs[length++] = from
      pairs[length++] = to
    },
    byNode(nodes) {
      const ends = new Int32Array(nodes + 1)
      for (let i = 0; i < length; i += 2) ends[pairs[i]!]!++
      for (let i = 1; i < nodes; i++) ends[i]! += ends[i - 1]!
      const targets = new Int32Array(length / 2)
      const starts = ends.slice()
      for (let i = length - 2; i >= 0; i -= 2) targets[--starts[pairs[i]!]!] = pairs[i + 1]!
      return (node) => {
        const [from, to] = [starts[node]!, ends[node]!]
        return from === to ? [] : [...new Set(targets.subarray(from, to))]
      }
    },
  }
}
