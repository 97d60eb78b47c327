package mock

import (
	"net/http"
	"runtime/debug"

	"github.com/gin-gonic/gin"
)

// release is what a fake says of itself at /__mock/version.
type release struct {
	// Profile is the name of the contract that it speaks.
	Profile string `json:"profile"`
	// Release and Commit are the version of authentik-mock, empty where the build does not know them.
	Release string `json:"release"`
	Commit  string `json:"commit"`
}

// showRelease answers with the profile, which the version that authentik's API shows does not tell: documented shows that
// of 2025.10.
func (f *fake) showRelease(c *gin.Context) {
	r := release{Profile: f.profile.Name}
	if build, ok := debug.ReadBuildInfo(); ok {
		r.Release = build.Main.Version
		for _, setting := range build.Settings {
			if setting.Key == "vcs.revision" {
				r.Commit = setting.Value
			}
		}
	}
	c.JSON(http.StatusOK, r)
}
