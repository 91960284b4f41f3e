/** The mark and the name, the same in both languages. */
export function Brand() {
  return (
    <span className="brand">
      <img src="./icon.svg" alt="" width={24} height={24} />
      <span>Sinterflow 溯流</span>
    </span>
  )
}
