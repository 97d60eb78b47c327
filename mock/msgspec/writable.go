package msgspec

import "github.com/authentik-mock/authentik-mock/mock/python"

// writer holds what msgspec refuses to write. Integers have no limit, nesting that of reading.
var writer = python.Writer{Deepest: deepest, ErrDepth: ErrDepth}

// Writable returns the error of msgspec.json.encode(v), nil if it has none.
func Writable(v any) error { return writer.Check(v) }
