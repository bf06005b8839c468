import java.sql.DriverManager;

public class Jdbc {
    public static void main(String[] arguments) throws Exception {
        try (var connection = DriverManager.getConnection(System.getenv("URL"))) {
            connection.createStatement().execute("select 1");
            System.out.println("connected " + org.postgresql.util.DriverInfo.DRIVER_VERSION);
        }
    }
}
