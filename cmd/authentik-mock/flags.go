package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/spf13/cobra"
)

// bound holds the flags and the arguments of a command, which are the fields of a struct. Their tags say:
//
//	help         what the value is for; ${name} stands for one of vars
//	arg          that it is an argument, "optional" that it may be missing; a slice takes any number
//	name, short  the name, if it is not that of the field in small letters with hyphens, and one of a single letter
//	default      the value if neither the command line nor a variable has one
//	env          the variables, separated by commas, if it is not AUTHENTIK_MOCK_ and the name
//	enum         all values, separated by commas
//	values       the name of the values that a shell offers, in valuesOf
//	placeholder  what stands for the value in the help
//	sep          "none", if a flag that may be repeated does not split its value at commas
//	xor          that it cannot be combined with another flag that has the tag
//	alone        that it cannot be combined with another flag of the command's own
//	some         that the number or the time must be above 0
//	required     that the flag has to be given
type bound struct{ flags, arguments []*value }

// bind declares the flags of a command, and how its arguments are read.
func bind(command *cobra.Command, target any) {
	var b bound
	b.add(reflect.ValueOf(target).Elem(), true)
	for _, v := range b.flags {
		flag := command.Flags().VarPF(v, v.name, v.tag.Get("short"), v.help())
		if v.isBool() {
			flag.NoOptDefVal = "true"
		}
		command.RegisterFlagCompletionFunc(v.name, func(_ *cobra.Command, _ []string, beginning string) ([]string, cobra.ShellCompDirective) {
			return v.offered(beginning), cobra.ShellCompDirectiveDefault
		})
	}
	for _, v := range b.arguments {
		command.Use += " " + v.shown()
	}
	command.Long = strings.TrimSuffix(command.Short+"\n"+listed("Arguments:", b.arguments, (*value).shown, (*value).help), "\n")
	command.Args = func(_ *cobra.Command, arguments []string) error { return b.read(arguments) }
	command.ValidArgsFunction = func(_ *cobra.Command, before []string, beginning string) ([]string, cobra.ShellCompDirective) {
		if v := b.argument(len(before)); v != nil {
			return v.offered(beginning), cobra.ShellCompDirectiveDefault
		}
		return nil, cobra.ShellCompDirectiveDefault
	}
}

// add adds the fields of a struct, and of those in it, with their defaults; own reports whether it is the command's.
func (b *bound) add(fields reflect.Value, own bool) {
	for i := range fields.NumField() {
		field, at := fields.Type().Field(i), fields.Field(i)
		switch {
		case field.Anonymous:
			b.add(at, false)
			continue
		case !field.IsExported():
			continue
		}
		v := &value{at: at, tag: field.Tag, own: own, name: cmp.Or(field.Tag.Get("name"), hyphenated(field.Name))}
		if text, ok := v.tag.Lookup("default"); ok {
			if err := v.Set(filled(text, "")); err != nil {
				panic(fmt.Sprintf("the default of --%s: %v", v.name, err)) // a mistake in a tag
			}
			v.given = false
		}
		if v.has("arg") {
			b.arguments = append(b.arguments, v)
		} else {
			b.flags = append(b.flags, v)
		}
	}
}

// argument returns the argument at a place, nil if there is none.
func (b *bound) argument(place int) *value {
	if place < len(b.arguments) {
		return b.arguments[place]
	}
	if n := len(b.arguments); n > 0 && b.arguments[n-1].at.Kind() == reflect.Slice {
		return b.arguments[n-1]
	}
	return nil
}

// read sets the arguments, then what variables say, and checks what belongs together.
func (b *bound) read(arguments []string) error {
	for i, text := range arguments {
		v := b.argument(i)
		if v == nil {
			return fmt.Errorf("unexpected argument %s", text)
		}
		if err := v.take(text); err != nil {
			return fmt.Errorf("%s: %w", v.shown(), err)
		}
	}
	var missing, apart, own []string
	alone := false
	for _, v := range b.arguments {
		if err := v.ask(); err != nil {
			return err
		}
		if !v.given && !v.has("optional") {
			missing = append(missing, v.shown())
		}
	}
	for _, v := range b.flags {
		if err := v.ask(); err != nil {
			return err
		}
		if !v.given && v.has("required") {
			missing = append(missing, "--"+v.name)
		}
		if v.given && v.has("xor") {
			apart = append(apart, "--"+v.name)
		}
		if v.given && v.own {
			own = append(own, "--"+v.name)
			alone = alone || v.has("alone")
		}
	}
	if alone {
		apart = own
	}
	if len(missing) > 0 {
		return errors.New("it needs " + strings.Join(missing, " "))
	}
	if len(apart) > 1 {
		return fmt.Errorf("%s cannot be combined: give one of them", strings.Join(apart, " and "))
	}
	return nil
}

// value is a flag or an argument, as package pflag wants it.
type value struct {
	at   reflect.Value
	tag  reflect.StructTag
	name string
	// own reports whether the flag is no part of a struct that commands share.
	own bool
	// given reports whether the value is not the default any more.
	given bool
}

func (v *value) has(tag string) bool {
	_, ok := v.tag.Lookup(tag)
	return ok
}

func (v *value) isBool() bool { return v.at.Kind() == reflect.Bool }

// Set parses a text. The error says in plain words what the flag takes.
func (v *value) Set(text string) error {
	if v.at.Kind() != reflect.Slice {
		return v.take(text)
	}
	parts := []string{text}
	if v.tag.Get("sep") != "none" {
		parts = strings.Split(text, ",")
	}
	for _, part := range parts {
		if err := v.take(part); err != nil {
			return err
		}
	}
	return nil
}

// take sets the value, or adds one to a slice; the first takes the place of the default.
func (v *value) take(text string) error {
	if enum := v.enum(); enum != nil && !slices.Contains(enum, text) {
		return fmt.Errorf("it takes %s, not %q", strings.Join(enum, ", "), text)
	}
	if strings.TrimSpace(text) == "" { // a variable of a script that is not set has no effect otherwise
		return fmt.Errorf("it takes %s, not %q", v.takes(), text)
	}
	if v.at.Kind() == reflect.Slice {
		if !v.given {
			v.at.SetZero()
		}
		item := reflect.New(v.at.Type().Elem()).Elem()
		item.SetString(text)
		v.at.Set(reflect.Append(v.at, item))
		v.given = true
		return nil
	}
	parsed, what, err := parse(text, v.at.Type())
	if number := reflect.ValueOf(parsed); err == nil && v.has("some") && number.CanInt() && number.Int() <= 0 {
		return fmt.Errorf("it takes %s above 0, not %q", what, text)
	}
	switch {
	case errors.Is(err, strconv.ErrRange):
		return fmt.Errorf("%s is too large or too small", text)
	case err != nil:
		return fmt.Errorf("it takes %s, not %q", what, text)
	}
	v.at.Set(reflect.ValueOf(parsed).Convert(v.at.Type()))
	v.given = true
	return nil
}

// parse parses a text as a type, and says what such a value is.
func parse(text string, as reflect.Type) (parsed any, what string, err error) {
	switch as {
	case reflect.TypeFor[time.Duration]():
		if parsed, err = time.ParseDuration(text); err != nil && wholeDuration.MatchString(text) {
			err = strconv.ErrRange
		}
		return parsed, "a length of time such as 30s or 1h30m", err
	case reflect.TypeFor[time.Time]():
		at, err := time.Parse(time.RFC3339, text)
		if at.IsZero() && err == nil {
			err = strconv.ErrRange // it would stand for no time
		}
		return at, "a time such as 2026-01-31T12:00:00Z", err
	case reflect.TypeFor[*float64]():
		number, err := strconv.ParseFloat(text, 64)
		return &number, "a number such as 0.5", err
	}
	switch as.Kind() {
	case reflect.Bool:
		parsed, err = strconv.ParseBool(text)
		return parsed, "true or false", err
	case reflect.Int, reflect.Int64:
		parsed, err = strconv.ParseInt(text, 10, as.Bits())
		return parsed, "a whole number such as 20", err
	}
	return text, "a value", nil
}

// wholeDuration matches a length of time of any size.
var wholeDuration = regexp.MustCompile(`^[+-]?(?:\d+(?:\.\d*)?(?:ns|us|µs|ms|s|m|h))+$`)

// takes says what the flag takes.
func (v *value) takes() string {
	if enum := v.enum(); enum != nil {
		return "one of " + strings.Join(enum, ", ")
	}
	_, what, _ := parse("", v.at.Type())
	return what
}

// ask takes the value from a variable, if the command line has none.
func (v *value) ask() error {
	for _, name := range v.variables() {
		text := os.Getenv(name)
		if v.given || text == "" {
			continue
		}
		if err := v.Set(text); err != nil {
			return fmt.Errorf("--%s: %w (from the variable %s=%q)", v.name, err, name, text)
		}
	}
	return nil
}

// variables returns the names of the variables that may have the value.
func (v *value) variables() []string {
	if names, ok := v.tag.Lookup("env"); ok {
		return strings.Split(names, ",")
	}
	if v.has("arg") {
		return nil
	}
	return []string{"AUTHENTIK_MOCK_" + strings.ToUpper(strings.ReplaceAll(v.name, "-", "_"))}
}

func (v *value) enum() []string {
	if enum := v.tag.Get("enum"); enum != "" {
		return strings.Split(enum, ",")
	}
	return nil
}

// offered returns the known values with a beginning.
func (v *value) offered(beginning string) []string {
	known := v.enum()
	if values := valuesOf[v.tag.Get("values")]; values != nil {
		known = values()
	}
	return slices.DeleteFunc(slices.Clone(known), func(text string) bool { return !strings.HasPrefix(text, beginning) })
}

// String returns the value as a text.
func (v *value) String() string { return fmt.Sprint(v.at) }

// Type returns what stands for the value in the help.
func (v *value) Type() string {
	switch {
	case v.isBool():
		return "bool"
	case v.has("placeholder"):
		return v.tag.Get("placeholder")
	case v.enum() != nil:
		return strings.Join(v.enum(), "|")
	}
	return strings.ToUpper(strings.ReplaceAll(v.name, "-", "_"))
}

// shown returns the argument as the help shows it.
func (v *value) shown() string {
	text := "<" + v.name + ">"
	if v.at.Kind() == reflect.Slice {
		text += " ..."
	}
	if v.has("optional") {
		text = "[" + text + "]"
	}
	return text
}

// help returns what the value is for, with its variables and its default.
func (v *value) help() string {
	byDefault := v.tag.Get("default")
	text := filled(v.tag.Get("help"), byDefault)
	var more []string
	for _, name := range v.variables() {
		more = append(more, "$"+name)
	}
	if byDefault != "" && !v.has("placeholder") {
		more = append(more, "default "+filled(byDefault, ""))
	}
	if more != nil {
		text = strings.TrimSuffix(text, ".") + " (" + strings.Join(more, ", ") + ")."
	}
	return text
}

// filled returns a text of a tag with the variables of the help in it.
func filled(text, byDefault string) string {
	return os.Expand(text, func(name string) string {
		if name == "default" {
			return byDefault
		}
		return vars[name]
	})
}

// hyphenated returns the name of a field as that of a flag: DryRun is dry-run.
func hyphenated(name string) string {
	var b strings.Builder
	for i, c := range name {
		if i > 0 && unicode.IsUpper(c) {
			b.WriteByte('-')
		}
		b.WriteRune(unicode.ToLower(c))
	}
	return b.String()
}
