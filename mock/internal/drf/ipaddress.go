package drf

import (
	"strings"

	"github.com/authentik-mock/authentik-mock/mock/internal/django"
	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
	"github.com/authentik-mock/authentik-mock/mock/python"
)

// invalidIP is the error of DRF's IPAddressField. Django's validator, which checks texts that the field
// accepts as IPv4 addresses, has another one.
const invalidIP = "Enter a valid IPv4 or IPv6 address."

// parseIPAddress cleans an IPv6 address, and leaves every other text to the validators.
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

// validIP implements Django's validate_ipv46_address.
func validIP(_ *Request, _ *Field, _ *store.Row, value any) *messages.Message {
	text := value.(string)
	if _, version6 := django.CleanIPv6(text, false); version6 || django.IsIPv4(text) {
		return nil
	}
	message := messages.New("Enter a valid {protocol} address.").With("protocol", messages.New("IPv4 or IPv6")).Coded("invalid")
	return &message
}
