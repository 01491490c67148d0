// The code units that XML is made of, under their names.
export const tab = 0x09
export const lineFeed = 0x0a
export const carriageReturn = 0x0d
export const space = 0x20
export const bang = 0x21
export const doubleQuote = 0x22
export const ampersand = 0x26
export const singleQuote = 0x27
export const slash = 0x2f
export const less = 0x3c
export const equals = 0x3d
export const greater = 0x3e
export const question = 0x3f
export const beyondXml = 0xfffe
