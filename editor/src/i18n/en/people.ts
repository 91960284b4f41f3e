export const people = { people: { label: 'People' } }
