export default function Parameters() {
  return null
}
