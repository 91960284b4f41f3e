/** Beside the label of a field that needs a value; it is no part of the label's name. */
export function Star() {
  return (
    <span className="field-star" aria-hidden>
      *
    </span>
  )
}
