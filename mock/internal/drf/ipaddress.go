package drf

import (
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/internal/django"
	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// invalidIP is what DRF's own IPAddressField says of a value; Django's validator, which sees what the field took for an
// address of version 4, says it in other words.
const invalidIP = "Enter a valid IPv4 or IPv6 address."

// parseIPAddress cleans what looks like an address of version 6, and takes every other text for the validators to see.
func parseIPAddress(_ *Request, f *field, value any) (any, *messages.Message) {
	text, ok := value.(string)
	switch {
	case !ok:
		return refuse("invalid", invalidIP)
	case python.Strip(text) == "" && !f.Blank:
		return refuse("blank", "This field may not be blank.")
	case !strings.Contains(text, ":"):
		return python.Strip(text), nil
	}
	if clean, ok := django.CleanIPv6(text, true); ok {
		return clean, nil
	}
	return refuse("invalid", invalidIP)
}

func ipRules(*field) []Rule { return []Rule{noNull, validIP} }

// validIP is Django's validate_ipv46_address.
func validIP(_ *Request, _ *Field, _ *store.Row, value any) *messages.Message {
	text := value.(string)
	if _, version6 := django.CleanIPv6(text, false); version6 || django.IsIPv4(text) {
		return nil
	}
	message := messages.New("Enter a valid {protocol} address.").With("protocol", messages.New("IPv4 or IPv6")).Coded("invalid")
	return &message
}
