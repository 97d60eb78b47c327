package main

import (
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"time"

	"github.com/alecthomas/kong"
)

// values reads the values of flags, so that errors say in plain words what a flag takes.
var values = []kong.Option{
	kong.KindMapper(reflect.String, valueOf("a value", func(text string) (string, error) { return text, nil })),
	kong.NamedMapper("path", valueOf("a file", func(text string) (string, error) { return kong.ExpandPath(text), nil })),
	kong.KindMapper(reflect.Int, valueOf(wholeNumber, strconv.Atoi)),
	kong.KindMapper(reflect.Int64, valueOf(wholeNumber, func(text string) (int64, error) { return strconv.ParseInt(text, 10, 64) })),
	kong.KindMapper(reflect.Float64, valueOf("a number such as 0.5", func(text string) (float64, error) { return strconv.ParseFloat(text, 64) })),
	kong.TypeMapper(reflect.TypeFor[time.Duration](), valueOf("a length of time such as 30s or 1h30m", time.ParseDuration)),
	kong.TypeMapper(reflect.TypeFor[time.Time](), valueOf("a time such as 2026-01-31T12:00:00Z", func(text string) (time.Time, error) {
		return time.Parse(time.RFC3339, text)
	})),
	kong.KindMapper(reflect.Bool, truth{}),
}

const wholeNumber = "a whole number such as 20"

// valueOf returns the mapper of a type. what says what a flag of the type takes.
func valueOf[T any](what string, parse func(string) (T, error)) kong.Mapper {
	return kong.MapperFunc(func(c *kong.DecodeContext, target reflect.Value) error {
		t := c.Scan.Pop()
		if !t.IsValue() {
			return fmt.Errorf("it takes %s, and has none", what)
		}
		value, err := parse(t.String())
		switch {
		case errors.Is(err, strconv.ErrRange):
			return fmt.Errorf("%s is too large or too small", t)
		case err != nil:
			return fmt.Errorf("it takes %s, not %q", what, t.String())
		}
		target.Set(reflect.ValueOf(value).Convert(target.Type()))
		return nil
	})
}

// truth is the mapper of flags that are set or not.
type truth struct{}

// IsBool reports that the flag needs no value.
func (truth) IsBool() bool { return true }

// Decode sets the flag, unless its value is false.
func (truth) Decode(c *kong.DecodeContext, target reflect.Value) error {
	value := true
	if c.Scan.Peek().Type == kong.FlagValueToken {
		text := c.Scan.Pop().String()
		var err error
		if value, err = strconv.ParseBool(text); err != nil {
			return fmt.Errorf("it takes true or false, not %q", text)
		}
	}
	target.SetBool(value)
	return nil
}
