export default function Equipment() {
  return null
}
