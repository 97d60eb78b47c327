package resources

import (
	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
	"github.com/authentik-mock/authentik-mock/mock/internal/messages"
	"github.com/authentik-mock/authentik-mock/mock/internal/store"
)

// licensed is the serializer's validate of objects that take a license to create or change
// (EnterpriseRequiredMixin). The fake has none.
func licensed(*drf.Request, *store.Row, drf.Values) error {
	return drf.InvalidObject(messages.New("Enterprise is required to create/update this object."))
}
