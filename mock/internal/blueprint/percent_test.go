package blueprint_test

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"testing"

	"github.com/authentik-mock/authentik-mock/mock/internal/blueprint"
	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/orjson"
	"github.com/authentik-mock/authentik-mock/mock/python"
	"github.com/authentik-mock/authentik-mock/mock/yamldoc"
)

// percentCases are texts, values and what CPython made of them, by testdata/generate.py.
//
//go:embed testdata/percent.jsonl
var percentCases []byte

func TestFormatIsPythons(t *testing.T) {
	w := load(t, newest)
	for line := range bytes.Lines(percentCases) {
		parsed, err := orjson.Parse(line)
		if err != nil {
			t.Fatal(err)
		}
		c := parsed.([]any)
		got, err := w.format(append([]any{c[0]}, c[1].([]any)...))
		want, ok := c[2].(string)
		if (err == nil) != ok || got != want && ok {
			t.Errorf("%s = %q (%v), want %s", line, got, err, python.Repr(c[2]))
		}
	}
}

var errUndo = errors.New("undo")

// format returns the result of !Format with arguments.
func (w *world) format(arguments []any) (text string, err error) {
	d, err := yamldoc.Parse("format.yaml", fmt.Appendf(nil, "version: 1\nentries: [{model: authentik_core.group, "+
		"identifiers: {name: formatted}, attrs: {attributes: {v: !Format %s}}}]", orjson.Append(nil, arguments)))
	if err != nil {
		return "", err
	}
	err = w.store.Update(func(tx *store.Tx) error {
		r := &drf.Request{Tx: tx, Contract: w.profile.Contract, Site: w.site, Now: noon}
		if _, err := blueprint.Load(r, blueprint.With(d, blueprint.Outside{})); err != nil {
			return err
		}
		value, _ := tx.One("group", "name", "formatted").Get("attributes").(*python.Dict).Get("v")
		text = value.(string)
		return errUndo
	})
	if errors.Is(err, errUndo) {
		err = nil
	}
	return text, err
}
