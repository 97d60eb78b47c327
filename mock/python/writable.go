package python

import "math/big"

// Writer holds the limits of a JSON writer, and the errors that it raises beyond them.
type Writer struct {
	// Deepest is the maximum nesting of lists and dicts.
	Deepest  int
	ErrDepth error
	// ErrInteger refuses integers of more than 64 bits; nil if the writer has no limit.
	ErrInteger error
}

// Check returns the error of writing a value, nil if it has none.
func (w *Writer) Check(v any) error { return w.check(v, 0) }

func (w *Writer) check(v any, depth int) error {
	switch v := v.(type) {
	case *big.Int:
		if !v.IsUint64() { // Dict holds an int64 if it can
			return w.ErrInteger
		}
	case []any:
		if depth == w.Deepest {
			return w.ErrDepth
		}
		for _, item := range v {
			if err := w.check(item, depth+1); err != nil {
				return err
			}
		}
	case *Dict:
		if depth == w.Deepest {
			return w.ErrDepth
		}
		for i := range v.Len() {
			_, member := v.At(i)
			if err := w.check(member, depth+1); err != nil {
				return err
			}
		}
	}
	return nil
}
