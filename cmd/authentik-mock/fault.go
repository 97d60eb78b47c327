package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/authentik-mock/authentik-mock/mock/describe"
	"github.com/authentik-mock/authentik-mock/mock/spelling"
)

// faultCommand holds the flags of fault.
type faultCommand struct {
	Name string `arg:"" optional:"" help:"Name of the fault. Without a flag for its effect, the preset with that name." values:"fault"`

	List   bool   `help:"List the faults that are set, and how often each struck." alone:""`
	Clear  bool   `help:"Remove the fault NAME, or all." alone:""`
	Preset string `help:"Preset, if the fault has another name (authentik-mock describe --faults lists them)." placeholder:"NAME" values:"fault"`

	Method      string   `help:"Strike requests of this method only." placeholder:"METHOD"`
	Path        string   `help:"Strike requests for this path only; an asterisk stands for any text." placeholder:"PATH"`
	User        string   `help:"Strike requests of this user only." placeholder:"NAME"`
	Nth         int      `help:"Strike the Nth request only, counted from 1." placeholder:"N" some:""`
	Times       int      `help:"Strike as many requests at most." placeholder:"N" some:""`
	After       int      `help:"Let as many requests pass first." placeholder:"N" some:""`
	Probability *float64 `help:"Part of the requests that is struck, from 0 to 1." placeholder:"P"`
	For         string   `help:"Lifetime of the fault; 10m by default." placeholder:"TIME"`
	When        string   `help:"Whether it strikes before or after the state changes." placeholder:"before|after"`

	Status     int    `help:"Answer with this status." placeholder:"STATUS" some:""`
	Delay      string `help:"Wait so long, such as 300ms or 20ms..30ms." placeholder:"TIME"`
	Connection string `help:"Effect on the connection." placeholder:"reset|empty|truncated|drip"`

	running
}

// Run sets a fault, lists the faults, or removes one.
func (c *faultCommand) Run(s streams) error {
	switch {
	case c.List:
		return c.list(s)
	case c.Clear && c.Name == "":
		_, err := c.ask("DELETE", "faults", nil)
		return err
	case c.Clear:
		_, err := c.ask("DELETE", below("faults", c.Name), nil)
		return err
	case c.Name == "":
		return usage(errors.New("name a fault, such as slow, or give --list or --clear"))
	}
	fault, err := c.fault()
	if err != nil {
		return err
	}
	answered, err := c.ask("PUT", below("faults", c.Name), fault)
	if err != nil && inBody.MatchString(err.Error()) { // the user has written flags, and no body
		return usage(errors.New(inBody.ReplaceAllString(err.Error(), "")))
	}
	if err != nil {
		return err
	}
	var set setFault
	if err := json.Unmarshal(answered, &set); err != nil {
		return err
	}
	fmt.Fprintf(s.out, "%s is set until %s\n", set.Name, set.Expires)
	return nil
}

// inBody matches the place of a mistake in the body of a request.
var inBody = regexp.MustCompile(`^the body:\d+:\d+: `)

// setFault is a fault in the fake's answer.
type setFault struct {
	Name, Preset, Expires string
	Seen, Struck          int
}

// fault returns the fault that the flags describe, in the form of the API.
func (c *faultCommand) fault() (map[string]any, error) {
	var presets []string
	for _, preset := range describe.Faults() {
		presets = append(presets, preset.Name)
	}
	preset := c.Preset
	switch isPreset := slices.Contains(presets, c.Name); {
	case preset != "" || c.Status != 0 || c.Connection != "":
	case isPreset:
		preset = c.Name
	case c.Delay == "":
		return nil, usage(fmt.Errorf("%q is no preset%s; authentik-mock describe --faults lists them, and one of your own needs --status, --delay, --connection or --preset",
			c.Name, spelling.DidYouMean(c.Name, presets)))
	}
	fault := said("preset", preset, "times", c.Times, "after", c.After, "for", c.For, "when", c.When)
	if c.Probability != nil {
		fault["probability"] = *c.Probability
	}
	if match := said("method", strings.ToUpper(c.Method), "path", c.Path, "user", c.User, "nth", c.Nth); len(match) > 0 {
		fault["match"] = match
	}
	if then := said("status", c.Status, "delay", c.Delay, "connection", c.Connection); len(then) > 0 {
		fault["then"] = then
	}
	return fault, nil
}

// said returns the members that have a value; pairs are name, value, name, value.
func said(pairs ...any) map[string]any {
	members := map[string]any{}
	for i := 0; i < len(pairs); i += 2 {
		if value := pairs[i+1]; value != "" && value != 0 {
			members[pairs[i].(string)] = value
		}
	}
	return members
}

func (c *faultCommand) list(s streams) error {
	answered, err := c.ask("GET", "faults", nil)
	if err != nil {
		return err
	}
	var list struct{ Faults []setFault }
	if err := json.Unmarshal(answered, &list); err != nil {
		return err
	}
	table := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
	for _, f := range list.Faults {
		if c.Name == "" || c.Name == f.Name {
			fmt.Fprintf(table, "%s\tstruck %d of %d\tuntil %s\n", f.Name, f.Struck, f.Seen, f.Expires)
		}
	}
	return table.Flush()
}
